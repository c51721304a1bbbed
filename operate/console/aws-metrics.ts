import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { systemClock } from '../../shared/adapters/clock.ts'
import { metricNames } from '../../shared/observability/metric-names.ts'
import { queueName } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'

/** A line of a chart: its values by the minute, oldest first. */
export type Series = readonly (readonly [atMs: number, value: number])[]

/** The last hour of a stage. */
export interface Hour {
  readonly waiting: Series
  readonly inFlight: Series
  readonly oldestSeconds: Series
  readonly arrivals: Series
  readonly done: Series
  /** Milliseconds from S3's event to the asset: half of all changes took no longer. */
  readonly lagMs: Series
  /** Nineteen of twenty took no longer. */
  readonly lagSlowMs: Series
}

const HOUR_MS = 3_600_000
const PERIOD_SECONDS = 60

/** Reads the last hour from CloudWatch, by the minute. */
export async function readHour({ cloudwatch, queueUrl, environment, name }: Stage): Promise<Hour> {
  const nowMs = systemClock.nowMs()
  const queue = [{ Name: 'QueueName', Value: queueName(queueUrl) }]
  const service = environment.POWERTOOLS_SERVICE_NAME ?? SERVICE
  const own = [
    { Name: 'service', Value: service },
    { Name: 'stage', Value: name },
  ]
  const sqs = (metric: string, stat: string) => query('AWS/SQS', metric, queue, stat)
  const queries = {
    waiting: sqs('ApproximateNumberOfMessagesVisible', 'Maximum'),
    inFlight: sqs('ApproximateNumberOfMessagesNotVisible', 'Maximum'),
    oldestSeconds: sqs('ApproximateAgeOfOldestMessage', 'Maximum'),
    arrivals: sqs('NumberOfMessagesSent', 'Sum'),
    done: sqs('NumberOfMessagesDeleted', 'Sum'),
    lagMs: query(service, metricNames.lag, own, 'p50'),
    lagSlowMs: query(service, metricNames.lag, own, 'p95'),
  }
  const MetricDataQueries = Object.entries(queries).map(([Id, rest]) => ({ Id, ...rest }))
  const window = { StartTime: new Date(nowMs - HOUR_MS), EndTime: new Date(nowMs) }
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({ ...window, ScanBy: 'TimestampAscending', MetricDataQueries }),
  )
  const seriesOf = (id: keyof typeof queries): Series => {
    const { Timestamps = [], Values = [] } = MetricDataResults.find(({ Id }) => Id === id) ?? {}
    return Timestamps.map((time, index) => [time.getTime(), Values[index] ?? 0] as const)
  }
  return {
    waiting: seriesOf('waiting'),
    inFlight: seriesOf('inFlight'),
    oldestSeconds: seriesOf('oldestSeconds'),
    arrivals: seriesOf('arrivals'),
    done: seriesOf('done'),
    lagMs: seriesOf('lagMs'),
    lagSlowMs: seriesOf('lagSlowMs'),
  }
}

/** The namespace of the project's own metrics, and their dimension. */
const SERVICE = 'ftp-api-for-cloudinary'

function query(
  Namespace: string,
  MetricName: string,
  Dimensions: { readonly Name: string; readonly Value: string }[],
  Stat: string,
): Omit<MetricDataQuery, 'Id'> {
  return { MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: PERIOD_SECONDS, Stat } }
}
