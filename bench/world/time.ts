import { setTimeout as sleep } from 'node:timers/promises'
import { Scheduler } from '../../tests/simulation/scheduler.ts'

/** How time goes by in a measurement. */
export interface Time {
  nowMs(): number
  sleep(ms: number): Promise<void>
  after(ms: number, run: () => void): void
  /** Lets time go by until that is over. */
  until<Value>(work: Promise<Value>): Promise<Value>
}

/** The time of this machine: what the code itself takes counts. */
export function realTime(): Time {
  const startMs = Date.UTC(2026, 0, 1)
  const beganMs = performance.now()
  return {
    nowMs: () => startMs + performance.now() - beganMs,
    sleep: (ms) => sleep(ms),
    after: (ms, run) => void setTimeout(run, ms).unref(),
    until: (work) => work,
  }
}

const FOREVER_MS = 1e15

/** Virtual time: only what is waited for counts, and an hour takes a moment. */
export function virtualTime(): Time {
  const scheduler = new Scheduler(Date.UTC(2026, 0, 1))
  return {
    nowMs: () => scheduler.nowMs,
    sleep: (ms) => scheduler.sleep(ms),
    after: (ms, run) => scheduler.after(ms, run),
    async until(work) {
      let isOver = false
      const end = () => {
        isOver = true
      }
      work.then(end, end)
      if (!(await scheduler.run(() => isOver, FOREVER_MS))) throw new Error('nothing happens any more')
      return work
    },
  }
}
