import type { Counts } from '../support/counts.ts'

/** What came of the stories of a stage. */
export interface Told extends Counts {
  readonly firstFailure: string
  /** True where time was up, and none had failed. */
  readonly isTooSlow: boolean
}

/**
 * Has stories told a second time where one fails, within the same time: the emulator is not ours, and what it does once in a while is no
 * fault of the project's. What fails and cannot be told to its end again has failed.
 */
export async function twice(
  tell: (secondsMax: number) => Promise<Told>,
  secondsMax: number,
  say: (line: string) => void = console.log,
): Promise<Told> {
  const startMs = performance.now()
  const first = await tell(secondsMax)
  const leftSeconds = secondsMax - Math.ceil((performance.now() - startMs) / 1000)
  if (first.failed === 0 || leftSeconds <= 0) return first
  say(`\n${first.failed} failed. Once more, to see whether that is the emulator's doing:`)
  const second = await tell(leftSeconds)
  return second.isTooSlow ? first : second
}
