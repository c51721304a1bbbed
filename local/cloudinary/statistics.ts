import type { Json } from './decision.ts'
import type { Operation } from './operation.ts'

interface Count {
  received: number
  succeeded: number
  refused: number
  unanswered: number
}

const noNotifications = { delivered: 0, failed: 0, dropped: 0 }

/** Counts what was asked of the stand-in since it started or since the counters were reset. */
export class Statistics {
  readonly #counts = new Map<Operation, Count>()
  #concurrent = 0
  #concurrentMax = 0
  #bytesFetched = 0
  #bytesPosted = 0
  #notifications = noNotifications

  received(operation: Operation): void {
    this.#concurrent += 1
    this.#concurrentMax = Math.max(this.#concurrentMax, this.#concurrent)
    this.#count(operation).received += 1
  }

  ended(operation: Operation, end: 'succeeded' | 'refused' | 'unanswered'): void {
    this.#concurrent -= 1
    this.#count(operation)[end] += 1
  }

  fetched(bytes: number): void {
    this.#bytesFetched += bytes
  }

  posted(bytes: number): void {
    this.#bytesPosted += bytes
  }

  notified(end: keyof typeof noNotifications): void {
    this.#notifications = { ...this.#notifications, [end]: this.#notifications[end] + 1 }
  }

  reset(): void {
    this.#notifications = noNotifications
    this.#counts.clear()
    this.#concurrentMax = this.#concurrent
    this.#bytesFetched = 0
    this.#bytesPosted = 0
  }

  snapshot(): Json {
    return {
      operations: Object.fromEntries(this.#counts),
      concurrent: this.#concurrent,
      concurrentMax: this.#concurrentMax,
      bytesFetched: this.#bytesFetched,
      bytesPosted: this.#bytesPosted,
      notifications: this.#notifications,
    }
  }

  #count(operation: Operation): Count {
    const count = this.#counts.get(operation) ?? { received: 0, succeeded: 0, refused: 0, unanswered: 0 }
    this.#counts.set(operation, count)
    return count
  }
}
