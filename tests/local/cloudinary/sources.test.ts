import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { expect } from 'chai'
import { jpeg, png } from './fixtures.ts'
import { bytesAt, refusalOf, statisticsOf, upload, useCloudinary } from './support.ts'

describe('web sources', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  let server: Server | undefined
  let origin = ''
  // Answers nobody until so many have asked.
  const heldMax = 6
  const held: ServerResponse[] = []
  const pages: Record<string, RequestListener> = {
    '/pictures/a%20b.png?signed=1': (_, response) => response.end(png()),
    '/moved': (_, response) => response.writeHead(302, { Location: '/pictures/a%20b.png?signed=1' }).end(),
    '/circle': (_, response) => response.writeHead(302, { Location: '/circle' }).end(),
    '/zipped': (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(jpeg()),
    '/held': (_, response) => {
      if (held.push(response) === heldMax) for (const each of held) each.end(png())
    },
    '/forbidden': (_, response) => response.writeHead(403).end(),
    '/broken': (_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 })
      response.write(jpeg(), () => response.destroy())
    },
    '/large': (_, response) => response.end(Buffer.concat([png(), Buffer.alloc(3_000_000)])),
  }

  before(async () => {
    server = createServer((request, response) => {
      const page = pages[request.url ?? '']
      if (page) page(request, response)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  after(() => {
    server?.closeAllConnections()
    server?.close()
  })

  it('are fetched as they are', async () => {
    const before = await statisticsOf(cloudinary())
    const answer = await upload(cloudinary(), `${origin}/pictures/a%20b.png?signed=1`)
    expect(answer).to.include({ format: 'png', original_filename: 'a b' })
    expect(await bytesAt(answer.url)).to.deep.equal(png())
    expect(await upload(cloudinary(), `${origin}/moved`)).to.include({ etag: answer.etag })
    expect(await upload(cloudinary(), `${origin}/zipped`)).to.include({ format: 'jpg', bytes: jpeg().length })
    const after = await statisticsOf(cloudinary())
    expect(after.bytesFetched - before.bytesFetched).to.equal(2 * png().length + jpeg().length)
  })

  it('are fetched side by side and take effect one after the other', async () => {
    const uploads = Array.from({ length: heldMax }, () =>
      upload(cloudinary(), `${origin}/held`, { public_id: 'raced' }),
    )
    const answers = await Promise.all(uploads)
    expect(new Set(answers.map(({ asset_id }) => asset_id)).size).to.equal(1)
    expect(new Set(answers.map(({ version }) => version)).size).to.equal(heldMax)
    expect(answers.filter(({ overwritten }) => overwritten !== true).length).to.equal(1)
  })

  it('are measured by their beginning, and stored whole', async () => {
    const answer = await upload(cloudinary(), `${origin}/large`)
    expect(answer).to.include({ width: 3, bytes: png().length + 3_000_000 })
    expect((await bytesAt(answer.url)).length).to.equal(answer.bytes)
  })

  const refusals: [string, RegExp][] = [
    ['/missing', / - 404 Not Found$/],
    ['/forbidden', / - 403 Forbidden$/],
    ['/circle', / - Too many redirects$/],
    ['/broken', / - connection broke off$/],
  ]
  for (const [path, reason] of refusals) {
    it(`are refused when they answer ${path.slice(1)}`, async () => {
      const refusal = await refusalOf(upload(cloudinary(), origin + path))
      expect(refusal).to.satisfy((text: string) => text.startsWith(`400 Error in loading ${origin}${path} - `))
      expect(refusal).to.match(reason)
    })
  }

  it('are refused when nobody answers', async () => {
    expect(await refusalOf(upload(cloudinary(), 'http://127.0.0.1:1/a'))).to.equal(
      '400 Error in loading http://127.0.0.1:1/a - ECONNREFUSED',
    )
  })
})
