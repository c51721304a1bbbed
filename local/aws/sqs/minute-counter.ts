const MINUTE_MS = 60_000
/** For so many minutes metrics are kept. */
export const MINUTES_MAX = 180

/** A value of a metric: when its minute started (Unix milliseconds), and the number. */
export interface DataPoint {
  readonly atMs: number
  readonly value: number
}

/** Counts by the minute since it was made; minutes in which nothing was counted are there, with zero. */
export class MinuteCounter {
  readonly #firstMs: number
  readonly #counts = new Map<number, number>()

  constructor(nowMs: number) {
    this.#firstMs = minuteOf(nowMs)
  }

  add(nowMs: number): void {
    const minute = minuteOf(nowMs)
    this.#counts.set(minute, (this.#counts.get(minute) ?? 0) + 1)
    for (const old of this.#counts.keys()) {
      if (old > minute - MINUTES_MAX * MINUTE_MS) break
      this.#counts.delete(old)
    }
  }

  /** The sums of periods from `startMs` on that start before `endMs`, oldest first. */
  sums(startMs: number, endMs: number, periodMs: number): DataPoint[] {
    const points: DataPoint[] = []
    for (let atMs = startMs; atMs < endMs; atMs += periodMs) {
      const isCounted = atMs + periodMs > this.#firstMs
      if (isCounted) points.push({ atMs, value: this.#sum(atMs, atMs + periodMs) })
    }
    return points
  }

  #sum(startMs: number, endMs: number): number {
    let sum = 0
    for (const [minute, count] of this.#counts) if (minute >= startMs && minute < endMs) sum += count
    return sum
  }
}

/** The start of the minute of a time. */
export function minuteOf(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS
}
