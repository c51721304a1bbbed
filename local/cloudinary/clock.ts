import { setTimeout as sleep } from 'node:timers/promises'

/** Gives the time in milliseconds since 1970; the only place of the stand-in that reads a clock. */
export function nowMs(): number {
  return Date.now()
}

/** Waits so long, or until the signal fires, without ever rejecting. */
export async function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  if (durationMs > 0) await sleep(durationMs, undefined, { signal }).catch(() => undefined)
}
