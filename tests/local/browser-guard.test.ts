import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { bucket } from './aws/support.ts'
import { type Asked, type GuardedServer, SERVERS } from './browser-servers.ts'

type Headers = Readonly<Record<string, string>>

/** What a browser or a program adds to a request to this port. Port 1 is another server's. */
const SERVED: readonly (readonly [string, (port: number) => Headers])[] = [
  ['a program', () => ({})],
  ['a program that says localhost', (port) => ({ host: `localhost:${port}` })],
  ['a program that says LOCALHOST', (port) => ({ host: `LOCALHOST:${port}` })],
  ['a program that says [::1]', (port) => ({ host: `[::1]:${port}` })],
  ["Node's fetch", () => ({ 'sec-fetch-mode': 'cors' })],
  ['the address bar', () => ({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })],
]

const READING_ONLY: readonly (readonly [string, (port: number) => Headers])[] = [
  ['a page of its own', () => ({ 'sec-fetch-site': 'same-origin' })],
  ['a page of its own that names its origin', (port) => ({ origin: `http://127.0.0.1:${port}` })],
  ["another page's picture or link", () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })],
]

const REFUSED: readonly (readonly [string, (port: number) => Headers])[] = [
  ['a name that was made to resolve here', (port) => ({ host: `evil.example:${port}` })],
  ['a name that begins like ours', (port) => ({ host: `127.0.0.1.evil.example:${port}` })],
  ['a name that ends like ours', (port) => ({ host: `evillocalhost:${port}` })],
  ['a public name of this machine', (port) => ({ host: `localhost.fauxqs.dev:${port}` })],
  ['another port', () => ({ host: '127.0.0.1:1' })],
  ['no port', () => ({ host: '127.0.0.1' })],
  ['a user in the host', (port) => ({ host: `127.0.0.1:${port}@evil.example` })],
  ['a page elsewhere', () => ({ origin: 'https://evil.example' })],
  ['a page of another local server', () => ({ origin: 'http://127.0.0.1:1' })],
  ['a file, or a frame in a sandbox', () => ({ origin: 'null' })],
]

async function send({ port }: GuardedServer, { method, path, headers = {}, body }: Asked, added: Headers) {
  const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...headers, ...added } })
  sent.end(body)
  const [response]: IncomingMessage[] = await once(sent, 'response')
  return { status: response?.statusCode, text: response ? await text(response) : '' }
}

for (const [name, startServer] of Object.entries(SERVERS)) {
  describe(`the local stack against a browser's tab: ${name}`, () => {
    let server: GuardedServer
    before(async () => {
      server = await startServer()
    })
    after(() => server.stop())

    for (const [what, headersFor] of [...SERVED, ...READING_ONLY]) {
      it(`serves ${what} that reads`, async () => {
        const { status } = await send(server, server.reading, headersFor(server.port))
        expect(status).to.equal(200)
      })
    }

    for (const [what, headersFor] of REFUSED) {
      it(`refuses ${what} that reads, and says why`, async () => {
        const { status, text } = await send(server, server.reading, headersFor(server.port))
        expect(status).to.equal(403)
        expect(text).to.match(/^The local stack refuses this request: expected .* found .*\.\n$/)
      })
    }

    for (const [what, headersFor] of [...REFUSED, ...READING_ONLY]) {
      it(`refuses ${what} that would change something, and changes nothing`, async () => {
        const { status } = await send(server, server.changing, headersFor(server.port))
        expect(status).to.equal(403)
        expect(await server.hasChanged()).to.equal(false)
      })
    }

    // Last: they do change something.
    for (const [what, headersFor] of SERVED) {
      it(`lets ${what} change something`, async () => {
        const { status } = await send(server, server.changing, headersFor(server.port))
        expect(status).not.to.equal(403)
        expect(await server.hasChanged()).to.equal(true)
      })
    }
  })
}

it('the local stack serves S3 clients that name the bucket in the host', async () => {
  const server = await SERVERS.S3?.()
  if (!server) throw new Error('expected a server')
  const put = { method: 'PUT', path: '/planted.txt', body: 'content' }
  const { status } = await send(server, put, { host: `${bucket}.localhost:${server.port}` })
  expect([status, await server.hasChanged()]).to.deep.equal([200, true])
  await server.stop()
})
