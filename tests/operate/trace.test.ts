import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { z } from 'zod'
import { logLines } from '../../operate/trace/aws.ts'
import { storyOf, tellStory } from '../../operate/trace/story.ts'
import { eventually } from '../local/eventually.ts'
import { jpeg } from '../local/pictures.ts'
import { StackClients } from '../local/stack-clients.ts'
import { StackProcess } from '../local/stack-process.ts'
import { Operator } from './operator.ts'

const line = (timestamp: string, outcome: object) =>
  JSON.stringify({ level: 'INFO', message: 'm', timestamp, function_request_id: 'r', outcome })
const skip = { key: 'a.jpg', result: 'done', code: 'skip', reason: 'equal', mutations: [] }
const upload = {
  ...skip,
  mutations: [{ kind: 'upload', reason: 'a new object' }],
  deliveries: 2,
  durationMs: 250,
  lagMs: 1234,
}
const back = { ...skip, result: 'retry', code: 'cloudinary-500', reason: 'oops', delaySeconds: 4, failures: 3 }

describe('the story of a key', () => {
  it('is told in order, with what was done, why, and what it took', () => {
    const lines = [
      line('2026-01-01T00:00:02.000Z', upload),
      'no JSON at all',
      line('2026-01-01T00:00:01.000Z', back),
      line('2026-01-01T00:00:03.000Z', { ...skip, key: 'b.jpg' }),
    ]
    expect(tellStory('a.jpg', storyOf('a.jpg', lines), 200).split('\n')).to.deep.equal([
      '2026-01-01T00:00:01.000Z  retry    cloudinary-500: oops [again in 4 s, failure 3]',
      '2026-01-01T00:00:02.000Z  done     upload (a new object); equal [250 ms, 1.2 s after the event, delivery 2]',
    ])
  })

  it('keeps to the columns that there are, and leaves nothing out', () => {
    const told = tellStory('a.jpg', storyOf('a.jpg', [line('2026-01-01T00:00:02.000Z', upload)]), 70)
    expect(told.split('\n')).to.deep.equal([
      '2026-01-01T00:00:02.000Z  done     upload (a new object); equal [250',
      `${' '.repeat(35)}ms, 1.2 s after the event, delivery`,
      `${' '.repeat(35)}2]`,
    ])
  })
})

describe('the story of a key whose asset was renamed', () => {
  it('ends with where it has gone', () => {
    const mutations = [{ kind: 'rename', reason: 'the content of a.jpg, which is gone', from: 'a.jpg' }]
    const lines = [line('2026-01-01T00:00:02.000Z', { ...skip, key: 'b.jpg', mutations, durationMs: 9 })]
    expect(tellStory('a.jpg', storyOf('a.jpg', lines), 200)).to.equal(
      '2026-01-01T00:00:02.000Z  done     the asset has gone to b.jpg; rename (the content of a.jpg, which is gone); equal [9 ms]',
    )
  })
})

describe('the log of a deployed function', () => {
  it('is read page by page, for one key', async () => {
    const asked: unknown[] = []
    const pages = [{ events: [{ message: 'first' }], nextToken: 'more' }, { events: [{ message: 'second' }] }]
    const server = createServer(async (request, response) => {
      asked.push(JSON.parse(await text(request)))
      response.setHeader('content-type', 'application/x-amz-json-1.1').end(JSON.stringify(pages[asked.length - 1]))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = z.object({ port: z.number() }).parse(server.address())
    const credentials = { accessKeyId: 'k', secretAccessKey: 's' }
    const logs = new CloudWatchLogsClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials })
    try {
      const lines = await logLines(logs, { logGroupName: '/aws/lambda/w', key: 'a "b" \\ *.jpg', sinceMs: 5 })
      expect(lines).to.deep.equal(['first', 'second'])
      const common = {
        logGroupName: '/aws/lambda/w',
        filterPattern: '{ ($.outcome.key = "a *b* * *.jpg") || ($.outcome.mutations[0].from = "a *b* * *.jpg") }',
        startTime: 5,
      }
      expect(asked).to.deep.equal([common, { ...common, nextToken: 'more' }])
    } finally {
      logs.destroy()
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('sls trace', function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients
  let operator: Operator

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }))
    operator = await Operator.of(stack.directory)
  })
  after(async () => {
    operator?.close()
    clients?.close()
    await stack.remove()
  })

  it('tells what became of a key, and says so where there is nothing to tell', async () => {
    const Key = 'shoot/"a" ü.jpg'
    await clients.s3.send(new PutObjectCommand({ Bucket: clients.description.bucket, Key, Body: jpeg(Key) }))
    await eventually(async () => expect(await clients.asset('shoot/"a" ü')).not.to.equal(undefined))
    const told = await eventually(async () => {
      const said = await operator.sls(['trace', '--key', Key])
      expect(said.code, said.notes).to.equal(0)
      return said
    })
    expect(told.text).to.match(/ done {5}upload \(a new object\); equal \[\d+ ms, \d\.\d s after the event\]/)
    const { code, notes, text: nothing } = await operator.sls(['trace', '--key', 'never.jpg', '--since', '1h'])
    expect([code, nothing]).to.deep.equal([1, ''])
    expect(notes).to.match(/The logs say nothing of never\.jpg since /)
  })
})
