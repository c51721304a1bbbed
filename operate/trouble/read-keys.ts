import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { TroubledKey, TroubledKind } from '../../shared/ledger/trouble-index.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { type CodeCount, type KeyTally, noKeys, type StageFacts } from './facts.ts'

/** So many keys of a kind are counted, and no more: what is read does not grow with the table. */
const KEYS_MAX = 500

type KeyFacts = Pick<StageFacts, 'retrying' | 'refused' | 'withheld' | 'isIndexed'>

/** Reads which keys are in trouble, by the ledger's index, and the whole reason of one of each kind by its entry. */
export async function readKeys(ledger: Pick<Ledger, 'findTroubled' | 'readOther'>): Promise<KeyFacts> {
  try {
    const [retrying, refused, withheld] = await Promise.all([
      tally(ledger, 'retrying'),
      tally(ledger, 'refused'),
      tally(ledger, 'withheld'),
    ])
    return { retrying, refused, withheld, isIndexed: true }
  } catch (thrown) {
    // A stage that an earlier version has deployed has no such index, and one whose index is being made cannot be asked yet.
    if (!(thrown instanceof TransientError && thrown.code === 'dynamodb-ValidationException')) throw thrown
    return { retrying: noKeys, refused: noKeys, withheld: noKeys, isIndexed: false }
  }
}

async function tally(ledger: Pick<Ledger, 'findTroubled' | 'readOther'>, kind: TroubledKind): Promise<KeyTally> {
  const { keys, isAll } = await ledger.findTroubled(kind, KEYS_MAX)
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
