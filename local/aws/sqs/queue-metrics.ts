import { z } from 'zod'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { sendJson } from '../answers.ts'
import { aroundSqs, aroundTarget } from '../calls.ts'
import type { FastifyReply, Fauxqs, SqsQueue } from '../fauxqs.ts'
import type { LogMetrics } from '../log-metrics.ts'
import { type DataPoint, MinuteCounter, minuteOf } from './minute-counter.ts'
import { MinutePeaks } from './minute-peaks.ts'

const SECOND_MS = 1000

const querySchema = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.number().int().multipleOf(60),
    Stat: z.string(),
  }),
})

const requestSchema = z.object({
  MetricDataQueries: z.array(querySchema).min(1),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
})

const toQueueSchema = z.looseObject({ QueueUrl: z.string() })

type Query = z.infer<typeof querySchema>

interface Meter {
  readonly sent: MinuteCounter
  readonly deleted: MinuteCounter
  readonly peaks: Readonly<Record<string, MinutePeaks>>
  /** Looks at the queue as it is. */
  look(): void
}

/** SQS looks once a minute; so that a short burst shows, this looks more often. */
const LOOK_MS = 5000

/** What another service tells CloudWatch of a function now; undefined for what it does not know. */
export type FunctionMetric = (name: string, functionName: string) => number | undefined

/** Where metrics come from that are not of queues. */
export interface OtherMetrics {
  readonly logged: LogMetrics
  readonly functionMetric: FunctionMetric
}

/**
 * CloudWatch's GetMetricData, in its JSON protocol: the metrics of queues by the minute, as SQS reports them, those that the
 * functions have logged, and what Lambda tells of functions now.
 */
export function registerQueueMetrics(fauxqs: Fauxqs, { logged, functionMetric }: OtherMetrics): void {
  const meters = meterQueues(fauxqs)
  const looking = setInterval(() => {
    for (const meter of meters.values()) meter.look()
  }, LOOK_MS).unref()
  fauxqs.app.addHook('onClose', async () => clearInterval(looking))
  aroundTarget(fauxqs.app, 'GraniteServiceVersion20100801.GetMetricData', ({ body }, reply) => {
    const parsed = requestSchema.safeParse(body)
    if (!parsed.success) return refuse(reply, z.prettifyError(parsed.error))
    const { MetricDataQueries, StartTime, EndTime, ScanBy } = parsed.data
    const window = { startMs: minuteOf(StartTime * SECOND_MS), endMs: EndTime * SECOND_MS }
    const MetricDataResults = MetricDataQueries.map((query) => {
      const { Metric, Stat } = query.MetricStat
      const points =
        Metric.Namespace === 'AWS/SQS'
          ? queuePoints(query, window, meters)
          : Metric.Namespace === 'AWS/Lambda'
            ? functionPoints(query, window, functionMetric)
            : logged.points({ ...Metric, Stat }, window.startMs, window.endMs)
      if (ScanBy === 'TimestampDescending') points.reverse()
      return {
        Id: query.Id,
        Label: query.MetricStat.Metric.MetricName,
        Timestamps: points.map(({ atMs }) => atMs / SECOND_MS),
        Values: points.map(({ value }) => value),
        StatusCode: 'Complete',
      }
    })
    return sendJson(reply, { MetricDataResults, Messages: [] })
  })
}

/** Gap: a message whose visibility timeout or delay has ended counts as unavailable until the next poll. */
export function registerQueueCounts({ app, sqs }: Fauxqs): void {
  aroundSqs(app, 'GetQueueAttributes', (request, _reply, next) => {
    const parsed = toQueueSchema.safeParse(request.body)
    if (parsed.success) sqs.getQueue(parsed.data.QueueUrl)?.processTimers()
    return next()
  })
}

/** Counts what goes into and out of each queue that is made from now on. */
function meterQueues({ sqs }: Fauxqs): ReadonlyMap<string, Meter> {
  const meters = new Map<string, Meter>()
  const create = sqs.createQueue.bind(sqs)
  sqs.createQueue = (...of) => {
    const queue = create(...of)
    meters.set(queue.name, meterOf(queue))
    return queue
  }
  return meters
}

function meterOf(queue: SqsQueue): Meter {
  const [sent, deleted] = [new MinuteCounter(systemClock.nowMs()), new MinuteCounter(systemClock.nowMs())]
  const enqueue = queue.enqueue.bind(queue)
  const remove = queue.deleteMessage.bind(queue)
  queue.enqueue = (message) => {
    // What a redrive policy moves here does not count as sent.
    if (message.approximateReceiveCount === 0) sent.add(systemClock.nowMs())
    enqueue(message)
  }
  queue.deleteMessage = (handle) => {
    const isDeleted = remove(handle)
    if (isDeleted) deleted.add(systemClock.nowMs())
    return isDeleted
  }
  const [waiting, inFlight, delayed, age] = [new MinutePeaks(), new MinutePeaks(), new MinutePeaks(), new MinutePeaks()]
  const look = () => {
    const nowMs = systemClock.nowMs()
    const found = queue.inspectMessages()
    waiting.see(nowMs, found.ready.length)
    inFlight.see(nowMs, found.inflight.length)
    delayed.see(nowMs, found.delayed.length)
    age.see(nowMs, ageOf(found, nowMs))
  }
  const peaks = {
    ApproximateNumberOfMessagesVisible: waiting,
    ApproximateNumberOfMessagesNotVisible: inFlight,
    ApproximateNumberOfMessagesDelayed: delayed,
    ApproximateAgeOfOldestMessage: age,
  }
  return { sent, deleted, peaks, look }
}

/** None for a metric or queue that is not known, as in CloudWatch. */
function queuePoints(
  { MetricStat: { Metric, Period, Stat } }: Query,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  meters: ReadonlyMap<string, Meter>,
): DataPoint[] {
  const name = Metric.Dimensions.find((dimension) => dimension.Name === 'QueueName')?.Value ?? ''
  const meter = meters.get(name)
  if (!meter) return []
  const counter = Stat === 'Sum' ? counterOf(meter, Metric.MetricName) : undefined
  if (counter) return counter.sums(startMs, Math.min(endMs, systemClock.nowMs()), Period * SECOND_MS)
  if (Stat !== 'Maximum') return []
  meter.look()
  return meter.peaks[Metric.MetricName]?.points(startMs, endMs, systemClock.nowMs()) ?? []
}

function functionPoints(
  { MetricStat: { Metric, Stat } }: Query,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  functionMetric: FunctionMetric,
): DataPoint[] {
  const name = Metric.Dimensions.find((dimension) => dimension.Name === 'FunctionName')?.Value
  if (Stat !== 'Maximum' || name === undefined) return []
  const value = functionMetric(Metric.MetricName, name)
  const atMs = minuteOf(systemClock.nowMs())
  return value !== undefined && atMs >= startMs && atMs < endMs ? [{ atMs, value }] : []
}

function counterOf({ sent, deleted }: Meter, name: string): MinuteCounter | undefined {
  return name === 'NumberOfMessagesSent' ? sent : name === 'NumberOfMessagesDeleted' ? deleted : undefined
}

function ageOf({ ready, delayed, inflight }: ReturnType<SqsQueue['inspectMessages']>, nowMs: number): number {
  const sentMs = [...ready, ...delayed, ...inflight.map(({ message }) => message)].map((one) => one.sentTimestamp)
  const oldestMs = sentMs.reduce((oldest, one) => Math.min(oldest, one), nowMs)
  return Math.floor((nowMs - oldestMs) / SECOND_MS)
}

function refuse(reply: FastifyReply, message: string): void {
  sendJson(reply, { __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException', message }, 400)
}
