import { setTimeout as sleep } from 'node:timers/promises'
import type { BreakerState } from '../../shared/breaker/state.ts'
import { awsQueueSources } from '../queue/aws.ts'
import { QueueSampler } from '../queue/sampler.ts'
import type { QueueStatus } from '../queue/status.ts'
import type { Stage } from '../stage/stage.ts'
import { guardOf, storesOf } from '../stage/stores.ts'
import type { Events } from './events.ts'
import { failureOf } from './failure.ts'

/** The numbers of a moment. */
export interface LiveView {
  readonly queue: QueueStatus
  readonly breaker: Pick<BreakerState, 'paused' | 'trouble'>
  /** Since when (Unix milliseconds) the guard stops deletions. */
  readonly guardTrippedMs: number | undefined
}

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
      let look: (() => Promise<LiveView>) | undefined
      while (this.#events.isWatched) {
        try {
          look ??= lookerAt(await this.#stage())
          const view = await look()
          this.#keep(view.queue)
          this.#events.tell('live', view)
        } catch (thrown) {
          this.#events.tell('failed', { message: failureOf(thrown).message }, { isKept: false })
        }
        await sleep(this.#intervalMs, undefined, { ref: false })
      }
    } finally {
      this.#isRunning = false
    }
  }

  #keep({ atMs, visible, inFlight, delayed, oldestSeconds, drainedPerSecond }: QueueStatus): void {
    const depth = visible + inFlight + delayed
    this.#points.push({ atMs, depth, oldestSeconds: depth === 0 ? 0 : oldestSeconds, donePerSecond: drainedPerSecond })
    if (this.#points.length > POINTS_MAX) this.#points.shift()
  }
}

function lookerAt(stage: Stage): () => Promise<LiveView> {
  const sampler = new QueueSampler(awsQueueSources(stage))
  const { breaker } = storesOf(stage)
  const { guard } = guardOf(stage)
  return async () => {
    const [queue, { paused, trouble }, { trippedMs }] = await Promise.all([
      sampler.sample(),
      breaker.state(),
      guard.state(),
    ])
    return {
      queue,
      breaker: { ...(paused && { paused }), ...(trouble && { trouble }) },
      guardTrippedMs: trippedMs,
    }
  }
}
