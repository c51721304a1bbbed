import pMap from 'p-map'
import { writeMessage } from '../event/write-message.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type AssetAddress, sameAddress } from '../model/address.ts'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import { orphanAddress } from '../model/orphan.ts'
import type { Clock } from '../ports/clock.ts'
import type { Queue } from '../ports/queue.ts'
import { approveDeletion } from '../record/deletion.ts'

/** One deletion that the guard withholds. */
export interface Withheld {
  readonly key: string
  readonly address: AssetAddress
  /** Since when (Unix milliseconds): a key that came back and went again has been withheld since then only. */
  readonly sinceMs: number
}

/** All that the guard keeps. */
export interface WithheldList {
  readonly deletions: readonly Withheld[]
  /** Keys without an asset that wait until that of another key has gone. */
  readonly waiting: readonly string[]
}

/** What the ledger says of it, and the keys whose rows say nothing that this code can read. */
export interface ListedWithheld extends WithheldList {
  readonly unreadable: readonly string[]
}

/** What a release reaches. */
export interface ReleaseDependencies {
  readonly bucket: string
  readonly ledger: Ledger
  readonly queue: Queue
  readonly clock: Pick<Clock, 'nowMs'>
}

const PAGE_ENTRIES = 1000
const TRIES_MAX = 20

/** Lists what the guard withholds, whether it has tripped or not. */
export async function listWithheld(ledger: Ledger): Promise<ListedWithheld> {
  const deletions: Withheld[] = []
  const waiting: string[] = []
  const unreadable: string[] = []
  for (let after: string | undefined; ; ) {
    const { items, isLast, last, unreadable: skipped = [] } = await ledger.list(after, PAGE_ENTRIES)
    unreadable.push(...skipped)
    for (const entry of items) {
      deletions.push(...withheldOf(entry))
      if (isWaiting(entry)) waiting.push(entry.key)
    }
    after = last
    if (isLast || after === undefined) return { deletions, waiting, unreadable }
  }
}

/** The assets of one key that the guard keeps: its own, whose object is gone, and those that the rules have replaced. */
export function withheldOf({ key, applied, deletion, orphans = [] }: Entry): readonly Withheld[] {
  const own =
    deletion?.state === 'withheld' && applied.state !== 'nothing'
      ? [{ key, address: applied.address, sinceMs: deletion.sinceMs }]
      : []
  const replaced = orphans.flatMap((orphan) => {
    const { deletion: asked } = orphan
    return asked?.state === 'withheld' ? [{ key, address: orphanAddress(orphan), sinceMs: asked.sinceMs }] : []
  })
  return [...own, ...replaced]
}

function isWaiting({ applied, deletion }: Entry): boolean {
  return applied.state === 'nothing' && deletion?.state === 'withheld'
}

/**
 * Lets exactly these deletions through: each is marked in its own entry, if it is still the one that was listed, and a change is
 * queued for its key. Keys that wait for another's asset are tried again. Returns what was released.
 */
export async function releaseDeletions(
  { deletions, waiting }: WithheldList,
  { bucket, ledger, queue, clock }: ReleaseDependencies,
): Promise<readonly Withheld[]> {
  // One key after the other within a list of its own, for two may be of the same entry.
  const approve = async (own: readonly Withheld[]) => {
    const approved: Withheld[] = []
    for (const one of own) if (await approveListed(one, ledger)) approved.push(one)
    return approved
  }
  const byKey = Map.groupBy(deletions, ({ key }) => key)
  const released = (await pMap(byKey.values(), approve, { concurrency: limits.inspectionsAtOnce })).flat()
  const keys = new Set([...released.map(({ key }) => key), ...waiting])
  const atMs = clock.nowMs()
  // A change that gets lost here is found by the next sweep, which passes over nothing but what is withheld.
  await queue.send([...keys].map((key) => writeMessage({ bucket, key, source: 'guard', atMs })))
  return released
}

/** Marks one deletion as approved; false where it is no longer the one that was listed. */
async function approveListed(listed: Withheld, ledger: Ledger): Promise<boolean> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const read = await ledger.readOther(listed.key)
    // A row that cannot be read any more is not what was listed.
    if (!read) return false
    const isSame = ({ address, sinceMs }: Withheld) =>
      sinceMs === listed.sinceMs && sameAddress(address, listed.address)
    if (!withheldOf(read.entry).some(isSame)) return false
    // A worker that is at work on the key just now has been faster.
    if (await ledger.save(read, approveDeletion(read.entry, listed.address))) return true
  }
  return false
}
