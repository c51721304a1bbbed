import { z } from 'zod'
import { expectedGlob, keyMatcher } from '../../shared/rules/globs.ts'
import type { Pair } from '../../shared/sweep/difference.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type KeySources, type KeyState, pairsFrom, stateOf } from '../status/key-states.ts'
import { type AssetLinks, type LinkedAccount, linksOf } from './delivery.ts'
import { parseSent } from './routes.ts'

/** A key in the list of files. */
export interface FileRow extends KeyState {
  readonly sizeBytes: number | undefined
  readonly lastModifiedMs: number | undefined
  readonly links: AssetLinks | undefined
}

/** A page of files. */
export interface FilePage {
  readonly files: readonly FileRow[]
  /** How the search was understood. */
  readonly matched: SearchKind
  /** Where the next page begins; undefined at the end. */
  readonly after: string | undefined
  /** How many keys were looked at. */
  readonly scanned: number
}

export type SearchKind = 'prefix' | 'glob' | 'text'

/** What is searched for. */
export interface Search {
  readonly kind: SearchKind
  /** What all keys that are meant begin with. */
  readonly prefix: string
  matches(key: string): boolean
}

const FILES_MAX = 200
/** So many keys are looked at for one page: S3 lists a thousand in a call. */
const SCANNED_MAX = 20_000

const querySchema = z.object({
  q: z.string().max(2048).default(''),
  kind: z.enum(['prefix', 'glob', 'text']).optional(),
  state: z.string().default(''),
  after: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(FILES_MAX).default(50),
})

/**
 * A page of the keys that are in the bucket or in the ledger, in order. A text with wildcards is a glob, any other the beginning of a
 * key; where no key begins so, it may be anywhere in it.
 */
export async function listFiles(sources: KeySources, account: LinkedAccount | undefined, sent: unknown) {
  const { q, kind, ...rest } = parseSent(querySchema, sent)
  const search = searchFor(q, kind)
  const page = await scan(sources, account, { search, ...rest })
  const isVain = page.files.length === 0 && page.after === undefined && rest.after === undefined
  if (!isVain || kind !== undefined || search.kind !== 'prefix' || q === '') return page
  return scan(sources, account, { search: searchFor(q, 'text'), ...rest })
}

/** How a text is searched for. Throws a UsageError for a glob that may take long to match strangers' keys. */
export function searchFor(text: string, kind: SearchKind = /[*?[{]/.test(text) ? 'glob' : 'prefix'): Search {
  if (kind === 'prefix') return { kind, prefix: text, matches: () => true }
  if (kind === 'text') {
    const wanted = text.toLowerCase()
    return { kind, prefix: '', matches: (key) => key.toLowerCase().includes(wanted) }
  }
  const expected = expectedGlob(text)
  if (expected !== undefined) throw new UsageError(`expected ${expected}, found ${JSON.stringify(text)}`)
  const [head = ''] = text.split(/[*?[\]{}!\\]/, 1)
  // A glob without a slash is for names in any folder.
  const prefix = text.includes('/') ? head : ''
  return { kind, prefix, matches: keyMatcher([text]) }
}

interface Scan {
  readonly search: Search
  readonly state: string
  readonly after?: string | undefined
  readonly limit: number
}

async function scan(
  sources: KeySources,
  account: LinkedAccount | undefined,
  { search, state, after, limit }: Scan,
): Promise<FilePage> {
  const files: FileRow[] = []
  const page = (next: string | undefined, scanned: number) => ({ files, matched: search.kind, after: next, scanned })
  let [scanned, last] = [0, after]
  for await (const pair of pairsFrom(sources, search.prefix, after)) {
    if (!pair.key.startsWith(search.prefix)) break
    if (files.length === limit || scanned === SCANNED_MAX) return page(last, scanned)
    scanned += 1
    last = pair.key
    if (!search.matches(pair.key)) continue
    const row = toRow(sources, pair, account)
    if (state === '' || isOfState(row, state)) files.push(row)
  }
  return page(undefined, scanned)
}

/** `trouble` stands for all that someone may have to do something about. */
function isOfState({ state }: KeyState, wanted: string): boolean {
  return wanted === 'trouble' ? !SETTLED.includes(state) : state === wanted
}

const SETTLED: readonly KeyState['state'][] = ['equal', 'ignored', 'kept', 'absent']

function toRow({ rules }: KeySources, pair: Pair, account: LinkedAccount | undefined): FileRow {
  const { object, entry } = pair
  const applied = entry?.applied
  return {
    ...stateOf(rules, pair),
    sizeBytes: object?.sizeBytes,
    lastModifiedMs: object?.lastModifiedMs,
    links: account && applied?.state === 'asset' ? linksOf(applied, account) : undefined,
  }
}
