import { eventually } from '../../support/eventually.ts'

/** How long a test waits for what must come: only what hangs takes as long. */
export const patienceMs = 180_000

/** Waits until what is looked at is as expected, and gives it; when time is up, says what was awaited and what was there. */
export function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  isExpected: (seen: Value) => boolean,
): Promise<Value> {
  return eventually(
    what,
    async () => {
      const seen = await look()
      if (!isExpected(seen)) throw new Error(`awaited ${what}, found ${JSON.stringify(seen)}`)
      return seen
    },
    patienceMs,
  )
}

/** Waits until a promise is kept; when time is up, says which was not. */
export async function ended<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const { promise: isLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`awaited ${what}, which is still under way`)), patienceMs)
  try {
    return await Promise.race([promise, isLate])
  } finally {
    clearTimeout(timer)
  }
}
