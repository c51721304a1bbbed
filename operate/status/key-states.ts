import { withheldOf } from '../../shared/guard/withheld.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { refusesObject } from '../../shared/model/refusal.ts'
import type { ListedObject, Source } from '../../shared/ports/source.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { differenceOf, type ListedReason, type Pair } from '../../shared/sweep/difference.ts'
import { pairPages } from '../../shared/sweep/differences.ts'
import { textTable } from '../cli/text-table.ts'
import { addressText } from './next-step.ts'

/** How a key is, by S3's listing, the ledger and the rules. */
export interface KeyState {
  readonly key: string
  readonly state:
    | 'equal'
    | 'differs'
    | 'refused'
    | 'withheld'
    | 'in doubt'
    | 'under way'
    | 'ignored'
    | 'kept'
    | 'absent'
  readonly reason: string
  readonly asset: string
}

const REASONS: Readonly<Record<ListedReason, string>> = {
  'only-in-source': 'no asset yet',
  'only-in-ledger': 'the object is gone or ignored, the asset is there',
  'content-differs': 'other content, or another date',
  'rules-differ': 'other rules',
  'under-way': 'a request is under way',
}

/** Says how a key is. A listing shows no metadata and no tags: a change of only these does not show. */
export function stateOf(rules: Rules, pair: Pair): KeyState {
  const { key, entry } = pair
  const applied = entry?.applied ?? { state: 'nothing' }
  const asset = applied.state === 'nothing' ? '' : addressText(applied.address)
  const { state, reason } = judge(rules, pair)
  const { failures } = entry ?? {}
  const trouble = failures ? `; failed ${failures.count} times, the last ${failures.code}` : ''
  return { key, state, reason: `${reason}${trouble}`, asset }
}

function judge(rules: Rules, pair: Pair): Pick<KeyState, 'state' | 'reason'> {
  const { key, object, entry } = pair
  if (entry?.deletion?.state === 'withheld') {
    const isKept = entry.applied.state !== 'nothing'
    return {
      state: 'withheld',
      reason: isKept ? 'the guard keeps the asset' : 'waits for an asset that the guard keeps',
    }
  }
  if (entry && withheldOf(entry).length > 0) return { state: 'withheld', reason: 'the guard keeps its former asset' }
  if (entry?.doubt || entry?.orphans) return { state: 'in doubt', reason: 'a request has got no answer' }
  if (entry?.attempt) return { state: 'under way', reason: `${entry.attempt.operation} has been sent` }
  const difference = differenceOf(rules, pair)
  if (difference) return { state: 'differs', reason: REASONS[difference.reason] }
  const match = rules.matchRule(key)
  if (match.kind === 'ignored') return { state: 'ignored', reason: match.reason }
  if (!object) return withoutObject(entry)
  if (object.sizeBytes === 0) return { state: 'ignored', reason: 'the object is empty' }
  if (entry?.refused && refusesObject(entry, object, match.digest)) {
    return { state: 'refused', reason: `${entry.refused.code}: ${entry.refused.reason}` }
  }
  return { state: 'equal', reason: '' }
}

function withoutObject(entry: Entry | undefined): Pick<KeyState, 'state' | 'reason'> {
  if (entry?.applied.state === 'asset') return { state: 'kept', reason: 'the object is gone; the rules keep its asset' }
  return { state: 'absent', reason: 'neither object nor asset' }
}

/** Where the keys come from. */
export interface KeySources {
  readonly source: Pick<Source, 'list' | 'observe'>
  readonly ledger: Pick<Ledger, 'list' | 'read'>
  readonly rules: Rules
}

/** A table of keys, and below it how many there are of each state. */
export function renderStates(states: readonly KeyState[], columns: number): string {
  if (states.length === 0) return 'No such keys, neither in S3 nor in the ledger.'
  const counts = new Map<string, number>()
  for (const { state } of states) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, count]) => `${count.toLocaleString('en')} ${state}`)
  const keys = states.length === 1 ? '1 key' : `${states.length.toLocaleString('en')} keys`
  const rows = states.map(({ key, state, reason, asset }) => [key, state, reason, asset])
  return `${textTable(['key', 'state', 'reason', 'asset'], rows, { textColumn: 2, columns })}\n\n${keys}: ${parts.join(', ')}`
}

const PAGE_KEYS = 1000

/** How the keys are that begin with a prefix, in order, up to a number of them. */
export async function listStates(
  sources: KeySources,
  prefix: string,
  limit: number,
): Promise<{ readonly states: readonly KeyState[]; readonly isCut: boolean }> {
  const states: KeyState[] = []
  for await (const pair of pairsFrom(sources, prefix)) {
    if (!pair.key.startsWith(prefix)) break
    if (states.length === limit) return { states, isCut: true }
    states.push(stateOf(sources.rules, pair))
  }
  return { states, isCut: false }
}

/** The keys from a prefix on, or after one of them, with what S3's listing and the ledger say of them. */
export async function* pairsFrom({ source, ledger }: KeySources, prefix: string, start?: string): AsyncGenerator<Pair> {
  // Listings begin after a key: one that is the prefix itself would not be in them.
  if (prefix !== '' && start === undefined) yield* exactPair(prefix, source, ledger)
  for (let after = start ?? (prefix || undefined), isOver = false; !isOver; isOver = after === undefined) {
    const [objects, entries] = await Promise.all([source.list(after, PAGE_KEYS), ledger.list(after, PAGE_KEYS)])
    const page = pairPages(objects, entries)
    yield* page.pairs
    after = page.last
  }
}

async function* exactPair(
  key: string,
  source: KeySources['source'],
  ledger: KeySources['ledger'],
): AsyncGenerator<Pair> {
  const [observation, recorded] = await Promise.all([source.observe(key), ledger.read(key)])
  const object: ListedObject | undefined = observation.state === 'present' ? { key, ...observation } : undefined
  const entry = recorded.revision === undefined ? undefined : recorded.entry
  if (object || entry) yield { key, object, entry }
}
