import type { Entry } from '../model/entry.ts'
import type { Row, RowStore } from '../ports/rows.ts'

/**
 * What is wrong with a key, as the index finds it:
 * - withheld: the guard keeps an asset of it, or one that it waits for;
 * - retrying: its last try failed, and is made again;
 * - refused: it, or an asset beside its own, was refused, or is archived.
 */
export type TroubledKind = 'withheld' | 'retrying' | 'refused'

/** A key in trouble. */
export interface TroubledKey {
  readonly key: string
  readonly code: string
  /** When (Unix milliseconds) it is tried again; of those that are not, since when they wait. */
  readonly atMs: number
}

type Indexed = Pick<Row, 'trouble' | 'due'>

/** What the index finds an entry by, while its key is in trouble. A key without any is in no index, and costs nothing. */
export function troubleOf(bucket: string, entry: Entry): Indexed {
  const found = withheld(entry) ?? retrying(entry) ?? refused(entry)
  if (!found) return {}
  const { kind, atMs, code } = found
  return { trouble: nameOf(bucket, kind), due: `${new Date(atMs).toISOString()} ${code}` }
}

/** Keys in one kind of trouble, the earliest time first, as a hint: the index lags. `isAll` where there are no more. */
export async function findTroubled(
  rows: Pick<RowStore, 'find'>,
  bucket: string,
  kind: TroubledKind,
  most: number,
): Promise<{ readonly keys: readonly TroubledKey[]; readonly isAll: boolean }> {
  const found = await rows.find({ index: 'trouble', value: nameOf(bucket, kind), most: most + 1 })
  const keys = found.slice(0, most).map(({ sort: key, due = '' }) => {
    const [time = '', code = ''] = due.split(' ')
    return { key, code, atMs: Date.parse(time) }
  })
  return { keys, isAll: found.length <= most }
}

type Found = { readonly kind: TroubledKind } & Omit<TroubledKey, 'key'>

function withheld({ deletion, orphans = [] }: Entry): Found | undefined {
  const [asked] = [deletion, ...orphans.map((orphan) => orphan.deletion)].filter((one) => one?.state === 'withheld')
  return asked && { kind: 'withheld', code: 'withheld', atMs: asked.sinceMs }
}

function retrying({ failures }: Entry): Found | undefined {
  return failures && { kind: 'retrying', code: failures.code, atMs: failures.retryMs ?? failures.sinceMs ?? 0 }
}

function refused({ refused: own, unended, orphans = [] }: Entry): Found | undefined {
  if (own) return { kind: 'refused', code: own.code, atMs: own.atMs }
  if (unended?.refused) return { kind: 'refused', code: 'never-ended', atMs: unended.refused.letterMs }
  const [orphan] = orphans.flatMap((one) => one.refused ?? [])
  return orphan && { kind: 'refused', code: orphan.code, atMs: orphan.letterMs }
}

function nameOf(bucket: string, kind: TroubledKind): string {
  return `${bucket}/${kind}`
}
