import { eventually as eventuallyOf } from '../support/eventually.ts'

/** Asks again and again until nothing is thrown: see tests/support/eventually.ts, which is also told what is awaited. */
export function eventually<Value>(ask: () => Promise<Value>, withinMs?: number): Promise<Value> {
  return eventuallyOf('a condition', ask, withinMs)
}
