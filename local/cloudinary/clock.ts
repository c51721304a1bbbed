import { setTimeout as sleep } from 'node:timers/promises'

/** The time as the stand-in sees it, and how it waits. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number
  /** Waits so long, or until the signal fires, without ever rejecting. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>
}

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: async (durationMs, signal) => {
    if (durationMs > 0) await sleep(durationMs, undefined, { signal }).catch(() => undefined)
  },
}
