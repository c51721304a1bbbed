import { type DataPoint, MINUTES_MAX, minuteOf } from './minute-counter.ts'

/** The highest value of each minute in which one was seen; of the present minute that which was seen last. */
export class MinutePeaks {
  readonly #minutes = new Map<number, { readonly highest: number; readonly last: number }>()

  see(nowMs: number, value: number): void {
    const minute = minuteOf(nowMs)
    const highest = Math.max(this.#minutes.get(minute)?.highest ?? 0, value)
    this.#minutes.set(minute, { highest, last: value })
    const [oldest] = this.#minutes.keys()
    if (oldest !== undefined && this.#minutes.size > MINUTES_MAX) this.#minutes.delete(oldest)
  }

  /** Those of minutes from `startMs` on that start before `endMs`, oldest first. */
  points(startMs: number, endMs: number, nowMs: number): DataPoint[] {
    const present = minuteOf(nowMs)
    return [...this.#minutes]
      .filter(([atMs]) => atMs >= startMs && atMs < endMs)
      .map(([atMs, { highest, last }]) => ({ atMs, value: atMs === present ? last : highest }))
  }
}
