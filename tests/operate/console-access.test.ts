import { expect } from 'chai'
import { z } from 'zod'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { queue } from '../../operate/queue/queue.ts'
import { type Asked, ConsoleClient } from './console-client.ts'
import { useOperatedStack } from './operated-stack.ts'

const errorSchema = z.object({ error: z.string() })

describe('the server of the console', () => {
  const stack = useOperatedStack('busy')
  let acting: ConsoleClient
  let showing: ConsoleClient

  before(async () => {
    const stage = async () => stack.operator.stage
    acting = await ConsoleClient.serve(stage, true)
    showing = await ConsoleClient.serve(stage, false)
  })
  after(async () => {
    await acting?.server.stop()
    await showing?.server.stop()
  })

  it('serves a page without a token, which may load nothing from elsewhere and no script but its own', async () => {
    const page = await acting.ask({ path: '/', headers: { authorization: '' } })
    expect(page.status).to.equal(200)
    expect(page.text).to.contain('<script type="module" src="/app.js">').and.not.to.contain(acting.server.token)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).to.contain("default-src 'none'").and.contain("script-src 'self'").and.not.contain('unsafe')
    expect(policy).to.match(/img-src 'self' data: http:\/\/127\.0\.0\.1:\d+;/)
    const script = await acting.ask({ path: '/app.js', headers: { authorization: '' } })
    expect(script.headers['content-type']).to.contain('text/javascript')
    expect(script.text.length).to.be.above(10_000)
  })

  for (const path of [
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/web/main.ts',
    '//etc/passwd',
    '/app.js/../../package.json',
    '/%00',
    '//',
  ]) {
    it(`serves no file but its own: ${path}`, async () => {
      const { status, text: found } = await acting.ask({ path })
      expect(status).to.equal(404)
      expect(errorSchema.parse(JSON.parse(found)).error).to.contain('no such page')
    })
  }

  it('refuses strangers, with words for people', async () => {
    const cases: readonly (readonly [number, Asked])[] = [
      [403, { path: '/', headers: { host: 'evil.example' } }],
      [403, { path: '/api/stage', headers: { origin: 'https://evil.example' } }],
      [401, { path: '/api/stage', headers: { authorization: '' } }],
      [401, { path: '/api/events', headers: { authorization: 'Bearer wrong' } }],
      [405, { path: '/api/actions/resume' }],
      [404, { path: '/api/constructor' }],
      [404, { method: 'POST', path: '/api/actions/__proto__', body: {} }],
      [400, { method: 'POST', path: '/api/actions/pause', body: { reason: '' } }],
      [400, { method: 'POST', path: '/api/actions/pause', headers: { 'content-type': 'text/plain' } }],
      [400, { path: '/api/file?key=' }],
      [400, { path: `/api/file?key=${'a'.repeat(1025)}` }],
      [400, { path: '/api/files?q=**/a**/b' }],
    ]
    for (const [status, asked] of cases) {
      const answer = await acting.ask(asked)
      expect(answer.status, asked.path).to.equal(status)
      expect(errorSchema.parse(JSON.parse(answer.text)).error).to.match(/expected|Expected|✖/)
      expect(answer.text).not.to.contain(acting.server.token)
    }
  })

  it('acts for nobody where it only shows', async () => {
    for (const name of ['redrive', 'purge', 'release', 'pause', 'resume', 'sweep', 'stop-sweep', 'upload', 'fault']) {
      const path = `/api/actions/${name}`
      const { status, text: found } = await showing.ask({
        method: 'POST',
        path,
        body: { reason: 'planted', all: true },
      })
      expect([status, JSON.parse(found)]).to.deep.equal([
        403,
        { error: 'This console only shows. Start it again with --allow-actions to act from it.' },
      ])
    }
    expect((await stack.operator.run(queue)).text).not.to.contain('planted')
    expect((await showing.ask({ path: '/api/stage' })).text).to.contain('"allowsActions":false')
  })

  it('has what only the local stack has nowhere else', async () => {
    for (const name of ['upload?key=a', 'fault']) {
      expect((await acting.ask({ method: 'POST', path: `/api/actions/${name}`, body: {} })).status).to.equal(404)
    }
  })

  it('does not act on a selection that says nothing, or two things', async () => {
    for (const body of [{}, { all: true, ids: [] }, { ids: ['a'], reason: 'b' }]) {
      expect((await acting.ask({ method: 'POST', path: '/api/actions/redrive', body })).status).to.equal(400)
    }
  })

  it('says what is wrong where the stage does not answer', async () => {
    const stage = () => Promise.reject(new UsageError('expected a function, found none'))
    const broken = await ConsoleClient.serve(stage, false)
    const answer = await broken.ask({ path: '/api/stage' })
    await broken.server.stop()
    expect([answer.status, JSON.parse(answer.text)]).to.deep.equal([400, { error: 'expected a function, found none' }])
  })
})
