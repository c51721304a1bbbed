import { systemClock } from '../../shared/adapters/clock.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** npx passes on what the terminal has sent to the whole group already: one Ctrl-C arrives twice. */
const ECHO_MS = 1000

/** The exit code of a command that was ended by Ctrl-C. */
export const INTERRUPTED = 130

/** Runs something that Ctrl-C ends in good order: it is told by the signal. A later Ctrl-C ends the process at once. */
export async function interruptible<Value>(run: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const interruption = new AbortController()
  let interruptedMs = Number.POSITIVE_INFINITY
  const stop = () => {
    const nowMs = systemClock.nowMs()
    if (nowMs - interruptedMs > ECHO_MS) process.exit(INTERRUPTED)
    interruptedMs = Math.min(interruptedMs, nowMs)
    interruption.abort()
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await run(interruption.signal)
  } finally {
    // One that was interrupted goes on listening: the echo must not end the process while it says what it has done.
    if (!interruption.signal.aborted) for (const signal of SIGNALS) process.off(signal, stop)
  }
}
