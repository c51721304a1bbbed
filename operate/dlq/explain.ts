import pMap from 'p-map'
import { readMessage } from '../../shared/event/read-message.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { KEY_ATTRIBUTE, REASON_ATTRIBUTE, REJECTION_ATTRIBUTE } from '../../shared/ports/queue.ts'
import type { Letter } from './dead-letter-queue.ts'

/** A letter, with what is known of it. */
export interface DeadLetter {
  readonly letter: Letter
  /** The keys that it is about; none where it cannot be read. */
  readonly keys: readonly string[]
  readonly code: string
  readonly reason: string
}

/** Where the explanations come from. */
export interface Knowledge {
  readonly bucket: string
  readonly ledger: Pick<Ledger, 'read'>
}

const READS_AT_ONCE = 8

/** Says of each letter which keys it is about and why it is here: by its attributes, by its body, or by the ledger. */
export async function explainLetters(letters: readonly Letter[], knowledge: Knowledge): Promise<readonly DeadLetter[]> {
  return pMap(letters, (letter) => explain(letter, knowledge), { concurrency: READS_AT_ONCE })
}

async function explain(letter: Letter, { bucket, ledger }: Knowledge): Promise<DeadLetter> {
  const { events, unreadable } = readMessage(letter.body, bucket)
  const text = (name: string) => letter.attributes[name]?.text
  const named = text(KEY_ATTRIBUTE)
  const keys = events.length > 0 ? [...new Set(events.map(({ key }) => key))] : named === undefined ? [] : [named]
  const code = text(REJECTION_ATTRIBUTE)
  if (code !== undefined) return { letter, keys, code, reason: text(REASON_ATTRIBUTE) ?? '' }
  const [fault] = unreadable
  if (fault) return { letter, keys, code: fault.code, reason: fault.reason }
  return { letter, keys, ...((await findTrouble(keys, ledger)) ?? withoutReason(letter)) }
}

/** What the ledger says of the first key that it has something to say of. */
async function findTrouble(keys: readonly string[], ledger: Knowledge['ledger']) {
  for (const key of keys) {
    const { refused, failures } = (await ledger.read(key)).entry
    const trouble = refused ?? failures
    if (trouble) return { code: trouble.code, reason: trouble.reason }
  }
  return undefined
}

function withoutReason({ isMoved }: Letter) {
  return isMoved
    ? { code: 'received-too-often', reason: 'the queue has delivered it as often as it may' }
    : { code: 'unknown', reason: 'neither the message nor the ledger says why' }
}
