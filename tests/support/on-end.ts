import { constants } from 'node:os'

const signals = ['SIGTERM', 'SIGHUP'] as const
// Without a listener these end the process at once, and nothing that it has made is cleared away. SIGINT is mocha's.
for (const signal of signals) process.once(signal, () => process.exit(128 + constants.signals[signal]))

/** Has something done when this process ends, by itself or by a signal that can be caught. */
export function onEnd(clean: () => void): void {
  process.once('exit', clean)
}
