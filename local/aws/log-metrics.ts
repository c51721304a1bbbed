import { z } from 'zod'
import { type DataPoint, MINUTES_MAX, minuteOf } from './sqs/minute-counter.ts'

/** What is asked for: one metric, and how its values become one a minute, such as `Sum` or `p95`. */
export interface MetricQuery {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
  readonly Stat: string
}

const MINUTE_MS = 60_000
/** A burst counts by its first values: the figures of a minute do not need more. */
const VALUES_MAX = 5000

const lineSchema = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
})
const valuesSchema = z.union([z.number().transform((value) => [value]), z.array(z.number())])

/** CloudWatch's metrics that functions write into their logs, in embedded metric format, by the minute. */
export class LogMetrics {
  readonly #minutes = new Map<string, Map<number, number[]>>()

  /** Takes a line of a log. Most have no metrics. */
  take(line: string): void {
    if (!line.startsWith('{"_aws"')) return
    const { _aws, ...fields } = lineSchema.parse(JSON.parse(line))
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      for (const names of Dimensions) {
        const dimensions = names.map((Name) => ({ Name, Value: String(fields[Name]) }))
        for (const { Name } of Metrics) {
          this.#add(keyOf(Namespace, Name, dimensions), _aws.Timestamp, valuesSchema.parse(fields[Name]))
        }
      }
    }
  }

  /** One value for each minute from `startMs` on, and before `endMs`, in which there were any; oldest first. */
  points({ Namespace, MetricName, Dimensions, Stat }: MetricQuery, startMs: number, endMs: number): DataPoint[] {
    const minutes = this.#minutes.get(keyOf(Namespace, MetricName, Dimensions)) ?? []
    return [...minutes]
      .filter(([atMs]) => atMs >= startMs && atMs < endMs)
      .map(([atMs, values]) => ({ atMs, value: statistic(values, Stat) }))
  }

  #add(key: string, atMs: number, values: readonly number[]): void {
    const minutes = this.#minutes.get(key) ?? new Map<number, number[]>()
    this.#minutes.set(key, minutes)
    const minute = minuteOf(atMs)
    const known = minutes.get(minute) ?? []
    known.push(...values.slice(0, VALUES_MAX - known.length))
    minutes.set(minute, known)
    for (const old of minutes.keys()) if (old <= minute - MINUTES_MAX * MINUTE_MS) minutes.delete(old)
  }
}

function keyOf(namespace: string, metric: string, dimensions: MetricQuery['Dimensions']): string {
  return JSON.stringify([namespace, metric, ...dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()])
}

function statistic(values: readonly number[], stat: string): number {
  const sum = values.reduce((total, value) => total + value, 0)
  if (stat === 'Sum') return sum
  if (stat === 'Average') return sum / values.length
  const sorted = values.toSorted((a, b) => a - b)
  const share = stat === 'Maximum' ? 1 : Number(/^p(\d{1,2})$/.exec(stat)?.[1] ?? 0) / 100
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
