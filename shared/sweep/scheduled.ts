import type { Evidence } from '../plan/decide.ts'
import type { Cursor } from './cursor.ts'
import { inspectMetadata } from './metadata.ts'
import { type SweepDependencies, sweep } from './sweep.ts'
import type { SweepResult } from './tally.ts'

/** What a sweep on schedule works with. */
export interface ScheduledSweep
  extends Omit<SweepDependencies, 'cursor' | 'inspections' | 'isCloserOnly' | 'mayGoOn' | 'source'> {
  readonly source: SweepDependencies['source'] & Evidence['source']
  readonly settings: Evidence['settings']
  /** The cursor of a kind of sweep, by its name. */
  readonly cursor: (name?: string) => Cursor
  /** Asked before each page: whether less than this part of the call's time is used, from 0 to 1, and the queue has room. */
  readonly mayGoOn: (part: number) => Promise<boolean>
}

/** What the listing may use of a call's time while a closer look is under way: of a large bucket it could fill every call. */
const LISTING_PART = 0.5

/** What came of it: of the listing, and of the closer look where there was one. */
export interface ScheduledResult extends SweepResult {
  readonly closer?: SweepResult
}

/**
 * Compares the listing with the ledger, and then looks closer: at each object itself, for metadata, tags and restores whose events
 * were lost. `begins` begins such a look; any call goes on with one that has begun.
 */
export async function sweepScheduled(work: ScheduledSweep, { begins }: { begins: boolean }): Promise<ScheduledResult> {
  const { cursor, mayGoOn, ...rest } = work
  const closerCursor = cursor('metadata')
  const hasBegun = (await closerCursor.read()) !== undefined
  // Remembered before anything else: whatever ends this call, a later one goes on with it.
  if (begins && !hasBegun) await closerCursor.write({ after: '', mirrored: 0 })
  const isDue = begins || hasBegun
  const listed = await sweep({ ...rest, cursor: cursor(), mayGoOn: () => mayGoOn(isDue ? LISTING_PART : 1) })
  if (!isDue) return listed
  const closer = { inspections: [inspectMetadata(work)], isCloserOnly: true, mayGoOn: () => mayGoOn(1) }
  return { ...listed, closer: await sweep({ ...rest, ...closer, cursor: closerCursor }) }
}
