import type { StageTrouble } from '../trouble/line.ts'
import type { Drain } from './rates.ts'

/** The event source mapping, which hands messages to the worker. */
export interface Mapping {
  /** As Lambda has it, such as Enabled or Disabled; undefined where there is no mapping. */
  readonly state: string | undefined
  readonly maximumConcurrency: number | undefined
  /** How many messages the worker gets at once at most. */
  readonly batchSize: number | undefined
}

/** What metrics say of the queues; undefined where they say nothing yet. */
export interface QueueMetrics {
  readonly oldestSeconds: number | undefined
  readonly deadOldestSeconds: number | undefined
  readonly arrivalsPerSecond: number | undefined
  readonly drainedPerSecond: number | undefined
  /** How many workers ran at once, in the latest minute that is known. */
  readonly workers: number | undefined
}

/** How the queues are at a time. */
export interface QueueStatus extends QueueMetrics {
  readonly atMs: number
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  /** How many of those in flight a worker can have at most: the others wait for their time. */
  readonly workedOnMost: number | undefined
  readonly deadLetters: number
  readonly mapping: Mapping
  /** What is wrong; nothing while all is well. */
  readonly trouble: StageTrouble
  readonly drain: Drain
}

/** All messages that are not done with. */
export function depthOf({ visible, inFlight, delayed }: Pick<QueueStatus, 'visible' | 'inFlight' | 'delayed'>): number {
  return visible + inFlight + delayed
}
