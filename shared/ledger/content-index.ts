import type { AssetAddress } from '../model/address.ts'
import type { Content } from '../model/content.ts'
import type { Entry } from '../model/entry.ts'
import { type Closeness, closenessOf, compareCloseness } from '../model/key-closeness.ts'
import { limits } from '../model/limits.ts'
import type { IndexedRow, Row, RowStore } from '../ports/rows.ts'

/** DynamoDB takes a sort key of 1,024 bytes; a place in the index need not be exact. */
const RANK_BYTES_MAX = 1000

/** Keys whose object is gone rank before those whose object was there when it was last looked at. */
const GONE = '0'
const THERE = '1'

type Indexed = Pick<Row, 'content' | 'identity' | 'rank'>

/** What the two indexes find an entry by, while its key has an asset. */
export function indexedBy(bucket: string, entry: Entry): Indexed {
  const { key, applied, deletion } = entry
  if (applied.state !== 'asset') return {}
  return {
    content: contentName(bucket, applied.content),
    identity: identityName(bucket, applied.address, applied.content),
    rank: rankOf(deletion ? GONE : THERE, key),
  }
}

/** A new key, and the asset that it is to have. */
export interface Newcomer {
  readonly key: string
  readonly content: Content
  readonly address: AssetAddress
}

/**
 * Keys whose asset has the newcomer's content, as far as the indexes know, which lag: by turns one whose object is gone and one whose
 * object is there, those first whose names are closer to the newcomer's. How much is read does not depend on how many there are.
 */
export async function findOrigins(rows: RowStore, bucket: string, newcomer: Newcomer): Promise<readonly string[]> {
  const { key, content, address } = newcomer
  const identity = { index: 'identity', value: identityName(bucket, address, content) } as const
  const byContent = { index: 'content', value: contentName(bucket, content) } as const
  const most = limits.renameCandidatesMax
  const found = await Promise.all([identity, byContent].map((search) => rows.find({ ...search, most })))
  const isAll = found.every((ids) => ids.length < most)
  const near = isAll
    ? []
    : await Promise.all(neighbourhoods(key, identity, byContent).map((search) => rows.find(search)))
  return inOrder([...found, ...near].flat(), key)
}

/** Where there are many, the closest in name are next to the place that the newcomer has in each order. */
function neighbourhoods(
  key: string,
  identity: { readonly index: 'identity'; readonly value: string },
  byContent: { readonly index: 'content'; readonly value: string },
) {
  const places = [
    { ...identity, from: rankOf(GONE, key) },
    { ...identity, from: rankOf(THERE, key) },
    { ...byContent, from: key },
  ]
  const most = limits.renameNeighboursMax
  return places.flatMap((place) => [true, false].map((isForward) => ({ ...place, isForward, most })))
}

interface Origin {
  readonly key: string
  /** Whether its object was gone when it was last looked at; undefined where the index does not say it. */
  readonly isGone: boolean | undefined
  readonly closeness: Closeness
}

function inOrder(found: readonly IndexedRow[], newKey: string): readonly string[] {
  const origins = new Map<string, Origin>()
  for (const { sort: key, rank } of found) {
    const isGone = rank === undefined ? origins.get(key)?.isGone : rank.startsWith(GONE)
    if (key !== newKey) origins.set(key, { key, isGone, closeness: closenessOf(key, newKey) })
  }
  const sorted = [...origins.values()].sort((a, b) => compareCloseness(a.closeness, b.closeness))
  const kinds = [true, undefined, false].map((isGone) => sorted.filter((origin) => origin.isGone === isGone))
  return takeTurns(kinds).map(({ key }) => key)
}

/**
 * One of each kind at a time, the closer first: the only one that is gone is not behind a hundred that are there, nor the one whose
 * delete is on its way behind a hundred that are gone.
 */
function takeTurns(kinds: readonly (readonly Origin[])[]): readonly Origin[] {
  const turns = Array.from({ length: Math.max(...kinds.map(({ length }) => length)) }, (_, index) => {
    const turn = kinds.flatMap((kind) => kind[index] ?? [])
    return turn.sort((a, b) => compareCloseness(a.closeness, b.closeness))
  })
  return turns.flat()
}

/**
 * The bucket is part of it, since an asset moves only among the keys of its own bucket. The MD5 of an asset whose object came in
 * parts finds a copy in one piece.
 */
function contentName(bucket: string, { etag, md5 = etag, sizeBytes }: Content): string {
  return `${bucket}/${md5}/${sizeBytes}`
}

/** A rename does not change the resource type. */
function identityName(bucket: string, { resourceType }: AssetAddress, content: Content): string {
  const { etag, md5 = etag, checksum = md5, sizeBytes } = content
  return `${bucket}/${resourceType}/${checksum}/${sizeBytes}`
}

/** The key's path from its end, so that equal base names are neighbours, and among them equal folders. */
function rankOf(kind: typeof GONE | typeof THERE, key: string): string {
  const backwards = key.split('/').reverse().join('/')
  return (
    kind +
    Buffer.from(backwards)
      .subarray(0, RANK_BYTES_MAX)
      .toString('utf8')
      .replace(/\ufffd+$/, '')
  )
}
