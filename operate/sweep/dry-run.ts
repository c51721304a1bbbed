import pMap from 'p-map'
import { limits } from '../../shared/model/limits.ts'
import { decide } from '../../shared/plan/decide.ts'
import { expireLease } from '../../shared/record/transitions.ts'
import type { Difference, DifferenceReason } from '../../shared/sweep/difference.ts'
import { type CatalogPosition, FIRST_POSITION, findExtras } from '../../shared/sweep/extras.ts'
import { comparePage } from '../../shared/sweep/sweep.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import type { Terminal } from '../output/terminal.ts'
import { WatchedTally } from './watched-tally.ts'
import type { ConnectedSweep } from './work.ts'

/** Finds what a sweep would repair, tells each difference as it is found, and changes nothing. */
export async function dryRun(
  work: ConnectedSweep,
  terminal: Terminal,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (difference: Difference) => void },
): Promise<SweepResult> {
  const tally = new WatchedTally(terminal)
  tally.count(work, signal)
  const say = async (page: { readonly differences: readonly Difference[]; readonly compared?: number }) => {
    const differences = await planned(page.differences, work)
    terminal.progress('')
    for (const difference of differences) tell(difference)
    tally.add(page)
  }
  for (let after: string | undefined, isOver = false; !isOver; isOver = after === undefined) {
    if (signal.aborted) return tally.result(false)
    const page = await comparePage(work, after)
    await say(page)
    after = page.last
  }
  if (work.catalog && work.prefix === '') {
    const view = { ...work, catalog: work.catalog }
    for (let position: CatalogPosition | undefined = FIRST_POSITION; position && !signal.aborted; ) {
      const page: Awaited<ReturnType<typeof findExtras>> = await findExtras(position, view)
      await say(page)
      position = page.next
    }
  }
  return tally.result(!signal.aborted)
}

/** What a worker does about what only the account shows. */
const ACTIONS: Readonly<Partial<Record<DifferenceReason, string>>> = {
  'asset-missing': 'upload',
  'asset-changed': 'upload',
  'asset-relabelled': 'update',
  'asset-extra': 'destroy',
  'asset-foreign': 'nothing',
}

/** The differences, each with what a worker would do about it. */
function planned(differences: readonly Difference[], work: ConnectedSweep): Promise<readonly Difference[]> {
  return pMap(differences, (difference) => plan(difference, work), { concurrency: limits.inspectionsAtOnce })
}

async function plan(difference: Difference, { ledger, evidence, clock }: ConnectedSweep): Promise<Difference> {
  const { key, reason, detail } = difference
  const action = ACTIONS[reason]
  if (action !== undefined) return { ...difference, detail: `${action}: ${detail}` }
  if (detail !== undefined) return difference
  const { entry } = await ledger.read(key)
  const next = await decide(expireLease(entry, clock.nowMs()), await evidence.source.observe(key), evidence)
  return { ...difference, detail: `${next.kind}: ${next.reason}` }
}
