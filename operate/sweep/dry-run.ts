import pMap from 'p-map'
import { limits } from '../../shared/model/limits.ts'
import { decide } from '../../shared/plan/decide.ts'
import type { CatalogPosition } from '../../shared/ports/catalog.ts'
import { expireLease } from '../../shared/record/transitions.ts'
import type { Difference, DifferenceReason } from '../../shared/sweep/difference.ts'
import { FIRST_POSITION, findExtras } from '../../shared/sweep/extras.ts'
import { inventoryPages } from '../../shared/sweep/inventory.ts'
import { comparePage, type SweptPage } from '../../shared/sweep/sweep.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { ComposedSweep } from './compose.ts'
import { WatchedTally } from './progress.ts'

/** A difference, and what a worker would do about it. */
export interface Planned extends Difference {
  /** True where it would do nothing. */
  readonly isLeftAlone: boolean
}

/** Finds what a sweep would repair, tells each difference as it is found, and changes nothing. */
export async function dryRun(
  composed: ComposedSweep,
  terminal: Terminal,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (difference: Planned) => void },
): Promise<SweepResult> {
  const tally = new WatchedTally(terminal)
  tally.count(composed, signal)
  const say = async (page: { readonly differences: readonly Difference[]; readonly compared?: number }) => {
    const differences = await planned(page.differences, composed)
    terminal.progress('')
    for (const difference of differences) tell(difference)
    tally.add(page)
  }
  for await (const page of pagesOf(composed)) {
    if (signal.aborted) return tally.result(false)
    await say(page)
  }
  if (composed.catalog && composed.prefix === '') {
    const view = { ...composed, catalog: composed.catalog }
    for (let position: CatalogPosition | undefined = FIRST_POSITION; position && !signal.aborted; ) {
      const page: Awaited<ReturnType<typeof findExtras>> = await findExtras(position, view)
      await say(page)
      position = page.next
    }
  }
  return tally.result(!signal.aborted)
}

/** All pages of the bucket, or of the inventory that is swept in its place. */
async function* pagesOf(composed: ComposedSweep): AsyncGenerator<SweptPage> {
  const { objects } = composed
  if (objects) return yield* inventoryPages({ ...composed, objects })
  for (let after: string | undefined, isOver = false; !isOver; isOver = after === undefined) {
    const page = await comparePage(composed, after)
    yield page
    after = page.last
  }
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
function planned(differences: readonly Difference[], composed: ComposedSweep): Promise<readonly Planned[]> {
  return pMap(differences, (difference) => plan(difference, composed), { concurrency: limits.inspectionsAtOnce })
}

async function plan(difference: Difference, { ledger, evidence, clock }: ComposedSweep): Promise<Planned> {
  const { key, reason, detail } = difference
  const isLeftAlone = reason === 'asset-foreign'
  const action = ACTIONS[reason]
  if (action !== undefined) return { ...difference, detail: `${action}: ${detail}`, isLeftAlone }
  if (detail !== undefined) return { ...difference, isLeftAlone }
  const { entry } = await ledger.read(key)
  const next = await decide(expireLease(entry, clock.nowMs()), await evidence.source.observe(key), evidence)
  return { ...difference, detail: `${next.kind}: ${next.reason}`, isLeftAlone: next.kind === 'skip' }
}
