import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SeedReport } from './seed-thread.ts'

export interface CrewOptions {
  readonly firstSeed: number
  readonly seeds: number
  readonly events: number
  /** Multiplies all fault rates; 0 for none. Left out, each seed decides. */
  readonly faultScale?: number
  /** The name of the planted defect, if any. */
  readonly defect?: string
}

/** Runs seeds on all processors, until all are done or `onReport` returns false. */
export async function runSeeds(options: CrewOptions, onReport: (report: SeedReport) => boolean): Promise<void> {
  const { events, faultScale } = options
  const end = options.firstSeed + options.seeds
  let next = options.firstSeed
  let isOver = false
  const threads: Worker[] = []
  const runThread = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL('./seed-thread.ts', import.meta.url), { workerData: options.defect })
      threads.push(thread)
      const order = () => {
        if (isOver || next >= end) return void thread.terminate()
        thread.postMessage({ seed: next++, events, ...(faultScale !== undefined && { faultScale }) })
      }
      thread.on('message', (report: SeedReport) => {
        if (!isOver && !onReport(report)) {
          isOver = true
          // What the others are at makes no difference any more, and may take long.
          for (const other of threads) void other.terminate()
        }
        order()
      })
      thread.on('error', reject)
      thread.on('exit', () => resolve())
      order()
    })
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), options.seeds) }, runThread))
}
