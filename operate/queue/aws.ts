import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { systemClock } from '../../shared/adapters/clock.ts'
import { queueName, readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import { readMappings } from '../stage/worker.ts'
import { readTableFacts } from '../trouble/read-stage.ts'
import { type DataPoint, latest, ratePerSecond } from './rates.ts'
import type { QueueSources } from './sampler.ts'
import type { Mapping, QueueMetrics } from './status.ts'

const PERIOD_SECONDS = 60
/** What the rates are averages of. */
const WINDOW_MS = 5 * 60_000

/** A stage's queues in SQS, their metrics in CloudWatch and their mapping in Lambda. */
export function awsQueueSources(stage: Stage): QueueSources {
  return {
    async depths() {
      const [queue, dead] = await Promise.all([
        readQueueFacts(stage.sqs, stage.queueUrl),
        readQueueFacts(stage.sqs, stage.deadLetterQueueUrl),
      ])
      const { visible, inFlight, delayed } = queue
      return { visible, inFlight, delayed, deadLetters: dead.visible + dead.inFlight + dead.delayed }
    },
    metrics: () => readMetrics(stage),
    mapping: () => readMapping(stage),
    facts: () => readTableFacts(stage),
    nowMs: systemClock.nowMs,
  }
}

async function readMetrics({ cloudwatch, queueUrl, deadLetterQueueUrl, functionName }: Stage): Promise<QueueMetrics> {
  const nowMs = systemClock.nowMs()
  const [queue, dead] = [queueName(queueUrl), queueName(deadLetterQueueUrl)]
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(nowMs - WINDOW_MS),
      EndTime: new Date(nowMs),
      MetricDataQueries: [
        metricQuery('sent', queue, 'NumberOfMessagesSent', 'Sum'),
        metricQuery('deleted', queue, 'NumberOfMessagesDeleted', 'Sum'),
        metricQuery('oldest', queue, 'ApproximateAgeOfOldestMessage', 'Maximum'),
        metricQuery('dead', dead, 'ApproximateAgeOfOldestMessage', 'Maximum'),
        workersQuery('workers', functionName('worker')),
      ],
    }),
  )
  const points = (id: string) => pointsOf(MetricDataResults.find(({ Id }) => Id === id))
  return {
    oldestSeconds: latest(points('oldest')),
    deadOldestSeconds: latest(points('dead')),
    arrivalsPerSecond: ratePerSecond(points('sent'), nowMs),
    drainedPerSecond: ratePerSecond(points('deleted'), nowMs),
    workers: latest(points('workers')),
  }
}

function metricQuery(Id: string, queue: string, MetricName: string, Stat: string): MetricDataQuery {
  const Metric = { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: queue }] }
  return { Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat } }
}

/** Lambda has no data for minutes in which nothing ran. */
function workersQuery(Id: string, name: string): MetricDataQuery {
  const Dimensions = [{ Name: 'FunctionName', Value: name }]
  const Metric = { Namespace: 'AWS/Lambda', MetricName: 'ConcurrentExecutions', Dimensions }
  return { Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: 'Maximum' } }
}

function pointsOf({ Timestamps = [], Values = [] }: MetricDataResult = {}): DataPoint[] {
  return Timestamps.map((time, index) => ({ atMs: time.getTime(), value: Values[index] ?? 0 }))
}

async function readMapping({ lambda, sqs, queueUrl, functionName }: Stage): Promise<Mapping> {
  const [{ arn }, mappings] = await Promise.all([
    readQueueFacts(sqs, queueUrl),
    readMappings(lambda, functionName('worker')),
  ])
  const mapping = mappings.find(({ queueArn }) => queueArn === arn)
  return { state: mapping?.state, maximumConcurrency: mapping?.concurrencyMax, batchSize: mapping?.batchSize }
}
