import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { TroubledKey, TroubledKind } from '../../shared/ledger/trouble-index.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { type CodeCount, type KeyTally, noKeys, type StageFacts } from './facts.ts'

/** So many keys of a kind are counted, and no more: what is read does not grow with the table. */
const KEYS_MAX = 500

type Reads = Pick<Ledger, 'findTroubled' | 'readOther'>
type KeyFacts = Pick<StageFacts, 'retrying' | 'refused' | 'archived' | 'withheld' | 'isIndexed'>

/** Reads which keys are in trouble, by the ledger's index, and the whole reason of one of each kind by its entry. */
export async function readKeys(ledger: Reads): Promise<KeyFacts> {
  const found = await findAll(ledger)
  if (!found) {
    return { retrying: noKeys, refused: noKeys, archived: noKeys, withheld: noKeys, isIndexed: false }
  }
  const [refused, archived] = partition(found.refused, ({ code }) => code !== 'archived')
  const tallies = await Promise.all(
    [found.retrying, refused, archived, found.withheld].map((one) => tally(ledger, one)),
  )
  const [retrying = noKeys, refusals = noKeys, archives = noKeys, withheld = noKeys] = tallies
  return { retrying, refused: refusals, archived: archives, withheld, isIndexed: true }
}

interface Found {
  readonly keys: readonly TroubledKey[]
  readonly isAll: boolean
}

/** Undefined where an earlier version has deployed the stage, so that there is no such index, and while the index is being made. */
async function findAll(ledger: Reads): Promise<Readonly<Record<TroubledKind, Found>> | undefined> {
  const find = (kind: TroubledKind) => ledger.findTroubled(kind, KEYS_MAX)
  try {
    const [retrying, refused, withheld] = await Promise.all([find('retrying'), find('refused'), find('withheld')])
    return { retrying, refused, withheld }
  } catch (thrown) {
    if (thrown instanceof TransientError && thrown.code === 'dynamodb-ValidationException') return undefined
    throw thrown
  }
}

function partition({ keys, isAll }: Found, isFirst: (key: TroubledKey) => boolean): readonly [Found, Found] {
  const { first = [], second = [] } = Object.groupBy(keys, (key) => (isFirst(key) ? 'first' : 'second'))
  return [
    { keys: first, isAll },
    { keys: second, isAll: isAll || second.length === 0 },
  ]
}

async function tally(ledger: Reads, { keys, isAll }: Found): Promise<KeyTally> {
  const codes = countCodes(keys)
  const common = keys.find(({ code }) => code === codes[0]?.code)
  const entry = common && (await ledger.readOther(common.key))?.entry
  const reason = entry && reasonIn(entry)
  return {
    count: keys.length,
    isMore: !isAll,
    codes,
    firstMs: keys[0]?.atMs,
    example: common && reason !== undefined ? { key: common.key, reason } : undefined,
  }
}

function countCodes(keys: readonly TroubledKey[]): readonly CodeCount[] {
  const groups = Map.groupBy(keys, ({ code }) => code)
  const counts = [...groups].map(([code, { length: count }]) => ({ code, count }))
  return counts.sort((a, b) => b.count - a.count)
}

/** The whole text of what is wrong with a key; undefined where it has been put right since. */
function reasonIn({ failures, refused, orphans = [] }: Entry): string | undefined {
  return failures?.reason ?? refused?.reason ?? orphans.find((orphan) => orphan.refused)?.refused?.reason
}
