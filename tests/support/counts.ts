import { z } from 'zod'

/** What a process that runs tests tells the one that has started it. */
export const countsSchema = z.object({ passed: z.number(), failed: z.number() })

/** How many tests passed, and how many failed. */
export type Counts = z.infer<typeof countsSchema>

/** All of them together. */
export function sumOf(counts: readonly Counts[]): Counts {
  const passed = counts.reduce((total, one) => total + one.passed, 0)
  return { passed, failed: counts.reduce((total, one) => total + one.failed, 0) }
}
