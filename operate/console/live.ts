import { setTimeout as sleep } from 'node:timers/promises'
import { awsQueueSources } from '../queue/aws.ts'
import { QueueSampler } from '../queue/sampler.ts'
import type { QueueStatus } from '../queue/status.ts'
import type { Stage } from '../stage/stage.ts'
import type { Events } from './events.ts'
import { failureOf } from './failure.ts'

/** A point of the charts, between those that are by the minute. */
export interface LivePoint {
  readonly atMs: number
  readonly depth: number
  readonly oldestSeconds: number | undefined
  readonly donePerSecond: number | undefined
}

const POINTS_MAX = 1800

/** Looks at a stage again and again while somebody watches, and tells all pages. */
export class LiveFeed {
  readonly #events: Events
  readonly #stage: () => Promise<Stage>
  readonly #intervalMs: number
  readonly #points: LivePoint[] = []
  #isRunning = false

  constructor(events: Events, stage: () => Promise<Stage>, intervalMs: number) {
    this.#events = events
    this.#stage = stage
    this.#intervalMs = intervalMs
  }

  /** What was seen while somebody watched, oldest first. */
  get points(): readonly LivePoint[] {
    return this.#points
  }

  /** Begins to look, unless it does; ends by itself when nobody watches any more. */
  async run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      let sampler: QueueSampler | undefined
      while (this.#events.isWatched) {
        try {
          sampler ??= new QueueSampler(awsQueueSources(await this.#stage()))
          const status = await sampler.sample()
          this.#keep(status)
          this.#events.tell('live', status)
        } catch (thrown) {
          this.#events.tell('failed', { message: failureOf(thrown).message }, { isKept: false })
        }
        await sleep(this.#intervalMs, undefined, { ref: false })
      }
    } finally {
      this.#isRunning = false
      // Whoever opens a page later is not to take it for the present.
      this.#events.forget('live')
    }
  }

  #keep({ atMs, visible, inFlight, delayed, oldestSeconds, drainedPerSecond }: QueueStatus): void {
    const depth = visible + inFlight + delayed
    this.#points.push({ atMs, depth, oldestSeconds: depth === 0 ? 0 : oldestSeconds, donePerSecond: drainedPerSecond })
    if (this.#points.length > POINTS_MAX) this.#points.shift()
  }
}
