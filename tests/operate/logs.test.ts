import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { recentActivity } from '../../operate/console/recent.ts'
import { aboutKey, logLines } from '../../operate/trace/aws.ts'
import type { LoggingStage } from '../../operate/trace/worker-log.ts'
import { type Listening, listen } from './listen.ts'

interface Answer {
  readonly status?: number
  readonly body: object
}

const outcome = {
  code: 'skip',
  result: 'done',
  reason: 'equal',
  mutations: [{ kind: 'upload', reason: 'a new object' }],
}
const lineOf = (key: string) => JSON.stringify({ level: 'INFO', message: 'key', outcome: { key, ...outcome } })
const logged = (key: string, timestamp = 0) => ({ timestamp, message: lineOf(key) })

describe('the log of a deployed function', () => {
  const asked: Record<string, unknown>[] = []
  let answers: Answer[] = []
  let server: Listening
  let logs: CloudWatchLogsClient

  const answer = (response: ServerResponse) => {
    const { status = 200, body } = answers[asked.length - 1] ?? { body: {} }
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  }
  before(async () => {
    server = await listen(
      createServer(async (request, response) => {
        asked.push(JSON.parse(await text(request)))
        answer(response)
      }),
    )
    const credentials = { accessKeyId: 'k', secretAccessKey: 's' }
    logs = new CloudWatchLogsClient({ endpoint: server.url, region: 'us-east-1', credentials })
  })
  beforeEach(() => {
    asked.length = 0
  })
  after(async () => {
    logs.destroy()
    await server.stop()
  })
  /** A stage in AWS, whose worker logs there. */
  const deployed = (): LoggingStage => ({ functionName: (name) => `service-dev-${name}`, cloud: { logs } })

  it('is read page by page, for one key', async () => {
    answers = [
      { body: { events: [{ message: 'first' }], nextToken: 'more' } },
      { body: { events: [{ message: 'second', timestamp: 7 }] } },
    ]
    const query = { logGroupName: '/aws/lambda/w', filterPattern: aboutKey('a "b" \\ *.jpg'), sinceMs: 5 }
    expect(await logLines(logs, query)).to.deep.equal([
      { atMs: 0, text: 'first' },
      { atMs: 7, text: 'second' },
    ])
    const common = {
      logGroupName: '/aws/lambda/w',
      filterPattern: '{ ($.outcome.key = "a *b* * *.jpg") || ($.outcome.mutations[0].from = "a *b* * *.jpg") }',
      startTime: 5,
    }
    expect(asked).to.deep.equal([common, { ...common, nextToken: 'more' }])
  })

  it('tells what was done of late, the latest first, and looks further back where that is little', async () => {
    answers = [
      { body: { events: [logged('b.jpg', 2000)] } },
      { body: { events: [logged('b.jpg', 2000), logged('a.jpg', 1000)] } },
    ]
    const told = await recentActivity(deployed())
    expect(told.map(({ key, what }) => [key, what])).to.deep.equal([
      ['b.jpg', 'upload'],
      ['a.jpg', 'upload'],
    ])
    expect(asked.map(({ logGroupName }) => logGroupName)).to.deep.equal(Array(2).fill('/aws/lambda/service-dev-worker'))
  })

  it('is not read for long where much was done', async () => {
    const events = Array.from({ length: 40 }, (_, index) => logged(`${index}.jpg`, index))
    answers = Array.from({ length: 20 }, () => ({ body: { events, nextToken: 'more' } }))
    expect(await recentActivity(deployed())).to.have.length(50)
    expect(asked).to.have.length(10)
  })

  it('says which permission is missing', async () => {
    const __type = 'AccessDeniedException'
    answers = [{ status: 400, body: { __type, message: 'no identity-based policy allows it' } }]
    const thrown: unknown = await recentActivity(deployed()).catch((error: unknown) => error)
    expect(thrown)
      .to.have.property('message')
      .that.equals(
        'expected credentials that may read the log (logs:FilterLogEvents of /aws/lambda/service-dev-worker), found no identity-based policy allows it',
      )
  })

  it('has nothing of a function that has never run', async () => {
    answers = Array(2).fill({
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: 'no such log group' },
    })
    expect(await recentActivity(deployed())).to.deep.equal([])
  })
})
