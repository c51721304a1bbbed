import type { Evidence } from '../plan/decide.ts'
import type { Cursor } from './cursor.ts'
import { inspectMetadata } from './metadata.ts'
import { type SweepDependencies, sweep } from './sweep.ts'
import type { SweepResult } from './tally.ts'

/** What a sweep on schedule works with. */
export interface ScheduledSweep extends Omit<SweepDependencies, 'cursor' | 'inspections' | 'isCloserOnly' | 'source'> {
  readonly source: SweepDependencies['source'] & Evidence['source']
  readonly settings: Evidence['settings']
  /** The cursor of a kind of sweep, by its name. */
  readonly cursor: (name?: string) => Cursor
}

/** What came of it: of the listing, and of the closer look where there was one. */
export interface ScheduledResult extends SweepResult {
  readonly closer?: SweepResult
}

/**
 * Compares the listing with the ledger, and where that is done in time looks closer: at each object itself, for metadata, tags and
 * restores whose events were lost. `begins` begins such a look; any call goes on with one that has begun.
 */
export async function sweepScheduled(work: ScheduledSweep, { begins }: { begins: boolean }): Promise<ScheduledResult> {
  const { cursor, ...rest } = work
  const closerCursor = cursor('metadata')
  const hasBegun = (await closerCursor.read()) !== undefined
  // Remembered before anything else: whatever ends this call, a later one goes on with it.
  if (begins && !hasBegun) await closerCursor.write({ after: '', mirrored: 0 })
  const listed = await sweep({ ...rest, cursor: cursor() })
  const isDue = begins || hasBegun
  if (!listed.complete || !isDue) return listed
  const inspections = [inspectMetadata(work)]
  return { ...listed, closer: await sweep({ ...rest, cursor: closerCursor, inspections, isCloserOnly: true }) }
}
