import type { Clock } from '../../../local/cloudinary/clock.ts'

/** A clock that stands still until it is moved on. */
export class ManualClock implements Clock {
  readonly #sleepers = new Map<() => void, number>()
  #nowMs: number

  constructor(startMs = Date.UTC(2020, 0, 2, 10, 20, 30)) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  wait(durationMs: number, signal: AbortSignal): Promise<void> {
    if (durationMs <= 0 || signal.aborted) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#sleepers.set(resolve, this.#nowMs + durationMs)
    signal.addEventListener('abort', () => this.#wake(resolve), { once: true })
    return promise
  }

  /** For how long all those that wait have yet to wait, in the order in which they came. */
  get waiting(): number[] {
    return [...this.#sleepers.values()].map((atMs) => atMs - this.#nowMs)
  }

  /** Moves on, and wakes those whose time has come. */
  advance(durationMs: number): void {
    this.#nowMs += durationMs
    for (const [wake, atMs] of this.#sleepers) if (atMs <= this.#nowMs) this.#wake(wake)
  }

  #wake(resolve: () => void): void {
    this.#sleepers.delete(resolve)
    resolve()
  }
}
