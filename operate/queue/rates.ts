/** A value of a metric: when its minute began (Unix milliseconds), and the number. */
export interface DataPoint {
  readonly atMs: number
  readonly value: number
}

const MINUTE_SECONDS = 60
/** A minute that has only begun says little. */
const BEGUN_SECONDS = 3

/** How many a second, of sums by the minute; the present minute counts for as long as it has lasted. Undefined: unknown. */
export function ratePerSecond(points: readonly DataPoint[], nowMs: number): number | undefined {
  let [sum, seconds] = [0, 0]
  for (const { atMs, value } of points) {
    const lasted = Math.min(MINUTE_SECONDS, (nowMs - atMs) / 1000)
    if (lasted < BEGUN_SECONDS) continue
    sum += value
    seconds += lasted
  }
  return seconds === 0 ? undefined : sum / seconds
}

/** The latest value of a metric; undefined where there is none. */
export function latest(points: readonly DataPoint[]): number | undefined {
  return points.toSorted((a, b) => a.atMs - b.atMs).at(-1)?.value
}

/** The depth of the queue at a time. */
export interface DepthSample {
  readonly atMs: number
  readonly depth: number
}

/** How long it will be until the queue is empty, if it goes on like this. */
export type Drain =
  | { readonly kind: 'empty' | 'growing' | 'unknown' }
  | { readonly kind: 'draining'; readonly seconds: number }

const SLOPE_SECONDS_LEAST = 5
const SLOPE_SECONDS_MAX = 60

/** Judges by how the depth has changed of late, where it has been watched, else by the rates. */
export function drainOf(
  samples: readonly DepthSample[],
  rates: { readonly arrivals: number | undefined; readonly drained: number | undefined },
): Drain {
  const last = samples.at(-1)
  if (!last) return { kind: 'unknown' }
  if (last.depth === 0) return { kind: 'empty' }
  const perSecond = slopeOf(samples, last) ?? netOf(rates)
  if (perSecond === undefined) return { kind: 'unknown' }
  return perSecond > 0 ? { kind: 'draining', seconds: last.depth / perSecond } : { kind: 'growing' }
}

/** By how many a second the depth has shrunk. */
function slopeOf(samples: readonly DepthSample[], last: DepthSample): number | undefined {
  const first = samples.find(({ atMs }) => last.atMs - atMs <= SLOPE_SECONDS_MAX * 1000) ?? last
  const seconds = (last.atMs - first.atMs) / 1000
  return seconds < SLOPE_SECONDS_LEAST ? undefined : (first.depth - last.depth) / seconds
}

function netOf({ arrivals, drained }: Parameters<typeof drainOf>[1]): number | undefined {
  return arrivals === undefined || drained === undefined ? undefined : drained - arrivals
}
