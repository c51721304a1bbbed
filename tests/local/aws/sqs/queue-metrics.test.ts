import { CloudWatchClient, GetMetricDataCommand, InvalidParameterValueException } from '@aws-sdk/client-cloudwatch'
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { MinuteCounter } from '../../../../local/aws/sqs/minute-counter.ts'
import { MinutePeaks } from '../../../../local/aws/sqs/minute-peaks.ts'
import { eventually } from '../../../support/eventually.ts'
import { waitMsMax } from '../../limits.ts'
import { createQueue, useAws } from '../support.ts'

const MINUTE = 60_000

describe('counting by the minute', () => {
  it('has a number for each minute since it began, and forgets old ones', () => {
    const counter = new MinuteCounter(10.5 * MINUTE)
    counter.add(10.6 * MINUTE)
    counter.add(12.1 * MINUTE)
    counter.add(12.9 * MINUTE)
    expect(counter.sums(9 * MINUTE, 13.5 * MINUTE, MINUTE)).to.deep.equal([
      { atMs: 10 * MINUTE, value: 1 },
      { atMs: 11 * MINUTE, value: 0 },
      { atMs: 12 * MINUTE, value: 2 },
      { atMs: 13 * MINUTE, value: 0 },
    ])
    expect(counter.sums(10 * MINUTE, 15 * MINUTE, 5 * MINUTE)).to.deep.equal([{ atMs: 10 * MINUTE, value: 3 }])
    counter.add(1000 * MINUTE)
    expect(counter.sums(10 * MINUTE, 13 * MINUTE, MINUTE).map(({ value }) => value)).to.deep.equal([0, 0, 0])
  })
})

describe('the highest of a minute', () => {
  it('is what a minute that is over had at most, and what the present one has', () => {
    const peaks = new MinutePeaks()
    for (const [at, value] of [
      [1, 5],
      [1.5, 9],
      [1.9, 2],
      [3, 8],
      [3.1, 4],
    ] as const)
      peaks.see(at * MINUTE, value)
    expect(peaks.points(0, 9 * MINUTE, 3.2 * MINUTE)).to.deep.equal([
      { atMs: MINUTE, value: 9 },
      { atMs: 3 * MINUTE, value: 4 },
    ])
    expect(peaks.points(2 * MINUTE, 3 * MINUTE, 9 * MINUTE)).to.deep.equal([])
  })
})

describe('the metrics of the local queues', () => {
  const aws = useAws()
  let cloudwatch: CloudWatchClient

  before(() => {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    cloudwatch = new CloudWatchClient({ endpoint: aws().endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  })
  after(() => cloudwatch.destroy())

  async function read(queue: string, MetricName: string, Stat: string, Period = 60): Promise<number[] | undefined> {
    const Metric = { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: queue }] }
    const nowMs = Date.now()
    const input = {
      StartTime: new Date(nowMs - 5 * MINUTE),
      EndTime: new Date(nowMs + 1000),
      MetricDataQueries: [{ Id: 'one', MetricStat: { Metric, Period, Stat } }],
    }
    const { MetricDataResults } = await cloudwatch.send(new GetMetricDataCommand(input))
    return MetricDataResults?.[0]?.Values
  }
  const sum = (values: number[] | undefined) => (values ?? []).reduce((total, value) => total + value, 0)

  it('are what was sent and deleted, and the age of the oldest', async () => {
    const QueueUrl = await createQueue(aws(), 'metered')
    for (let count = 0; count < 3; count++) await aws().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }))
    const { Messages } = await aws().sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    await aws().sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }))
    expect(sum(await read('metered', 'NumberOfMessagesSent', 'Sum'))).to.equal(3)
    expect((await read('metered', 'ApproximateNumberOfMessagesVisible', 'Maximum'))?.[0]).to.equal(2)
    expect(sum(await read('metered', 'NumberOfMessagesDeleted', 'Sum'))).to.equal(1)
    const age = () => read('metered', 'ApproximateAgeOfOldestMessage', 'Maximum')
    await eventually(
      'a message of a second',
      async () => expect((await age())?.[0], 'seconds of the oldest message').to.be.at.least(1),
      waitMsMax,
    )
  })

  it('are empty for what is not known, and refuse periods that SQS does not have', async () => {
    expect(await read('unknown', 'NumberOfMessagesSent', 'Sum')).to.deep.equal([])
    expect(await read('metered', 'SentMessageSize', 'Average')).to.deep.equal([])
    const thrown: unknown = await read('metered', 'NumberOfMessagesSent', 'Sum', 10).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(InvalidParameterValueException)
  })
})
