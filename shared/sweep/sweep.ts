import type { Source } from '../ports/source.ts'
import type { Rules } from '../rules/rules.ts'
import type { Cursor, SweepPosition } from './cursor.ts'
import type { Difference } from './difference.ts'
import { comparePages, type Inspection } from './differences.ts'
import { type RepairDependencies, repair } from './repair.ts'
import { type SweepResult, Tally } from './tally.ts'

/** What a sweep looks at. It writes nothing. */
export interface SweepView extends Pick<RepairDependencies, 'ledger' | 'clock' | 'adopts'> {
  readonly source: Pick<Source, 'list'>
  readonly rules: Rules
  /** Only keys that begin with it are compared. */
  readonly prefix?: string
  /** Closer looks at what the listing and the ledger agree on. */
  readonly inspections?: readonly Inspection[]
  /** True where only those are told of: what the listing shows has been queued already. */
  readonly isCloserOnly?: boolean
}

/** What a sweep reaches of the outside world. */
export interface SweepDependencies extends SweepView, RepairDependencies {
  readonly cursor: Cursor
  /** Told how many keys have an asset, when a sweep of the whole bucket has come to its end. */
  readonly noteMirrored?: (keys: number) => Promise<void>
  /** Asked before each page; false ends the sweep here, and the next one goes on from its cursor. */
  readonly mayGoOn: () => Promise<boolean>
  /** Told of each page when its changes are queued, and how many those were. */
  readonly onPage?: (page: SweptPage, queued: number) => void
}

/** A page of keys that were compared, up to `last`; undefined at the end. */
export interface SweptPage {
  readonly differences: readonly Difference[]
  /** Keys whose entries cannot be read, and that were left out. */
  readonly unreadable: readonly string[]
  readonly compared: number
  readonly mirrored: number
  readonly last: string | undefined
}

const PAGE_KEYS = 1000

/** Compares a page of the source with the ledger, after a key. Changes nothing. */
export async function comparePage(view: SweepView, after: string | undefined): Promise<SweptPage> {
  const { source, ledger, rules, prefix, inspections = [], isCloserOnly = false } = view
  const [objects, entries] = await Promise.all([
    source.list(after, PAGE_KEYS, prefix),
    ledger.list(after, PAGE_KEYS, prefix),
  ])
  const when = { nowMs: view.clock.nowMs(), adopts: view.adopts }
  const { equal, ...page } = comparePages(objects, entries, rules, when)
  const closer: Difference[] = []
  for (const inspect of inspections) closer.push(...(await inspect(equal)))
  return { ...page, differences: isCloserOnly ? closer : [...page.differences, ...closer] }
}

/** Compares the source with the ledger, page by page, and queues a change for each difference. */
export async function sweep(dependencies: SweepDependencies): Promise<SweepResult> {
  const tally = new Tally()
  const { cursor, prefix = '', noteMirrored, onPage } = dependencies
  let position = await cursor.read()
  while (await dependencies.mayGoOn()) {
    // A sweep that has begun and looked at nothing yet has an empty position.
    const page = await comparePage(dependencies, position?.after || undefined)
    const queued = await repair(page.differences, dependencies)
    const mirrored = (position?.mirrored ?? 0) + page.mirrored
    position = following(page, mirrored)
    if (!position && prefix === '') await noteMirrored?.(mirrored)
    // Only after the changes are queued: a crash in between queues them twice, which is harmless.
    await cursor.write(position)
    tally.add(page, queued)
    onPage?.(page, queued)
    if (!position) return tally.result(true)
  }
  return tally.result(false)
}

function following({ last }: SweptPage, mirrored: number): SweepPosition | undefined {
  return last === undefined ? undefined : { after: last, mirrored }
}
