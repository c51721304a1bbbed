import { compareKeys } from '../../../shared/model/key-order.ts'
import type { SortedKeys } from './sorted-keys.ts'

/** What to list. */
export interface ListingRequest {
  readonly prefix: string
  readonly delimiter: string
  /** List what comes after this key, or after everything under this common prefix. */
  readonly after: string
  readonly keysMax: number
}

/** One page of a listing, in S3's order. */
export interface ListingPage {
  readonly keys: readonly string[]
  readonly commonPrefixes: readonly string[]
  /** Where the next page goes on; undefined when this is the last one. */
  readonly next?: string
}

function commonPrefixOf(key: string, { prefix, delimiter }: ListingRequest): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return end < 0 || !key.startsWith(prefix) ? undefined : key.slice(0, end + delimiter.length)
}

function indexBehind(keys: SortedKeys, group: string): number {
  return keys.indexOfFirst((key) => compareKeys(key, group) > 0 && !key.startsWith(group))
}

function indexOfStart(keys: SortedKeys, request: ListingRequest): number {
  const { prefix, after } = request
  const start = keys.indexOfFirst((key) => compareKeys(key, prefix) >= 0)
  if (after === '') return start
  const isGroup = commonPrefixOf(after, request) === after
  const behind = isGroup ? indexBehind(keys, after) : keys.indexOfFirst((key) => compareKeys(key, after) > 0)
  return Math.max(start, behind)
}

/** Lists one page of a bucket's keys. */
export function listPage(keys: SortedKeys, request: ListingRequest): ListingPage {
  const page = { keys: [] as string[], commonPrefixes: [] as string[] }
  let index = indexOfStart(keys, request)
  let last = ''
  for (let key = keys.at(index); key?.startsWith(request.prefix); key = keys.at(index)) {
    if (page.keys.length + page.commonPrefixes.length >= request.keysMax) {
      return request.keysMax === 0 ? page : { ...page, next: last }
    }
    const group = commonPrefixOf(key, request)
    if (group === undefined) page.keys.push(key)
    else page.commonPrefixes.push(group)
    last = group ?? key
    index = group === undefined ? index + 1 : indexBehind(keys, group)
  }
  return page
}
