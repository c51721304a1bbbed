import { z } from 'zod'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { sendJson } from '../answers.ts'
import { aroundSqs, aroundTarget } from '../calls.ts'
import type { FastifyReply, Fauxqs, SqsQueue } from '../fauxqs.ts'
import { type DataPoint, MinuteCounter, minuteOf } from './minute-counter.ts'

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
}

/** What another service tells CloudWatch of a function now; undefined for what it does not know. */
export type FunctionMetric = (name: string, functionName: string) => number | undefined

/**
 * CloudWatch's metrics of queues: GetMetricData for AWS/SQS, in its JSON protocol. Counts are by the minute, as
 * SQS reports them; ages are current, and so is what Lambda tells of functions.
 */
export function registerQueueMetrics(fauxqs: Fauxqs, functionMetric: FunctionMetric): void {
  const meters = meterQueues(fauxqs)
  aroundTarget(fauxqs.app, 'GraniteServiceVersion20100801.GetMetricData', ({ body }, reply) => {
    const parsed = requestSchema.safeParse(body)
    if (!parsed.success) return refuse(reply, z.prettifyError(parsed.error))
    const { MetricDataQueries, StartTime, EndTime, ScanBy } = parsed.data
    const window = { startMs: minuteOf(StartTime * SECOND_MS), endMs: EndTime * SECOND_MS }
    const MetricDataResults = MetricDataQueries.map((query) => {
      const points = pointsOf(query, window, meters, fauxqs) ?? functionPoints(query, window, functionMetric)
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
  const meter = { sent: new MinuteCounter(systemClock.nowMs()), deleted: new MinuteCounter(systemClock.nowMs()) }
  const enqueue = queue.enqueue.bind(queue)
  const remove = queue.deleteMessage.bind(queue)
  queue.enqueue = (message) => {
    // What a redrive policy moves here does not count as sent.
    if (message.approximateReceiveCount === 0) meter.sent.add(systemClock.nowMs())
    enqueue(message)
  }
  queue.deleteMessage = (handle) => {
    const isDeleted = remove(handle)
    if (isDeleted) meter.deleted.add(systemClock.nowMs())
    return isDeleted
  }
  return meter
}

/** None for a metric or queue that is not known, as in CloudWatch. */
function pointsOf(
  { MetricStat: { Metric, Period, Stat } }: Query,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  meters: ReadonlyMap<string, Meter>,
  { sqs }: Fauxqs,
): DataPoint[] | undefined {
  if (Metric.Namespace !== 'AWS/SQS') return undefined
  const name = Metric.Dimensions.find((dimension) => dimension.Name === 'QueueName')?.Value ?? ''
  const meter = meters.get(name)
  const queue = sqs.getQueueByName(name)
  if (!meter || !queue) return []
  const counter = Stat === 'Sum' ? counterOf(meter, Metric.MetricName) : undefined
  if (counter) return counter.sums(startMs, Math.min(endMs, systemClock.nowMs()), Period * SECOND_MS)
  const isAge = Metric.MetricName === 'ApproximateAgeOfOldestMessage' && Stat === 'Maximum'
  const atMs = minuteOf(systemClock.nowMs())
  return isAge && atMs >= startMs && atMs < endMs ? [{ atMs, value: ageOf(queue) }] : []
}

function functionPoints(
  { MetricStat: { Metric, Stat } }: Query,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  functionMetric: FunctionMetric,
): DataPoint[] {
  const name = Metric.Dimensions.find((dimension) => dimension.Name === 'FunctionName')?.Value
  if (Metric.Namespace !== 'AWS/Lambda' || Stat !== 'Maximum' || name === undefined) return []
  const value = functionMetric(Metric.MetricName, name)
  const atMs = minuteOf(systemClock.nowMs())
  return value !== undefined && atMs >= startMs && atMs < endMs ? [{ atMs, value }] : []
}

function counterOf({ sent, deleted }: Meter, name: string): MinuteCounter | undefined {
  return name === 'NumberOfMessagesSent' ? sent : name === 'NumberOfMessagesDeleted' ? deleted : undefined
}

function ageOf(queue: SqsQueue): number {
  const { ready, delayed, inflight } = queue.inspectMessages()
  const sentMs = [...ready, ...delayed, ...inflight.map(({ message }) => message)].map((one) => one.sentTimestamp)
  const oldestMs = sentMs.reduce((oldest, one) => Math.min(oldest, one), systemClock.nowMs())
  return Math.floor((systemClock.nowMs() - oldestMs) / SECOND_MS)
}

function refuse(reply: FastifyReply, message: string): void {
  sendJson(reply, { __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException', message }, 400)
}
