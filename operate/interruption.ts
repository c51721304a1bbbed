const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The exit code of a command that was ended by Ctrl-C. */
export const INTERRUPTED = 130

/** Runs something that Ctrl-C ends in good order: it is told by the signal. A second Ctrl-C ends the process at once. */
export async function interruptible<Value>(run: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const interruption = new AbortController()
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, stop)
    interruption.abort()
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await run(interruption.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}
