import { reasonOf } from '../../shared/model/reasons.ts'
import { typed } from '../cli/typed.ts'
import { adviceOn } from './advice.ts'
import { counted, number } from './counted.ts'
import type { CodeCount, KeyTally, StageFacts } from './facts.ts'
import type { TroubleLine } from './line.ts'

const ARCHIVED = 'archived'
const NOT_INDEXED = 'which keys fail cannot be told: the table has no index for that, or not yet'

/** What the guard keeps. */
export function guardOf({ guardTrippedMs, withheld }: StageFacts): readonly TroubleLine[] {
  if (guardTrippedMs === undefined && withheld.count === 0) return []
  const { count, firstMs } = withheld
  const kept = counted(count, 'key', 'keys', withheld.isMore)
  const why = guardTrippedMs === undefined ? '' : ' has stopped all deletions, and'
  const text = `the guard against mass deletion${why} keeps the assets of ${kept}`
  const sinceMs = guardTrippedMs ?? firstMs
  const advice = adviceOn('withheld', { secret: undefined })
  return [
    {
      kind: 'guard',
      text,
      code: 'withheld',
      count,
      ...more(withheld),
      ...(sinceMs !== undefined && { sinceMs }),
      ...(advice !== undefined && { advice }),
    },
  ]
}

/** What is wrong with keys of their own; of what waits for someone and what is tried again, that first which is more. */
export function keysOf(facts: StageFacts): readonly TroubleLine[] {
  const letters = lettersOf(facts)
  const retrying = retryingOf(facts)
  const isMostlyRetrying = (retrying[0]?.count ?? 0) > (letters[0]?.count ?? 0)
  const inOrder = isMostlyRetrying ? [...retrying, ...letters] : [...letters, ...retrying]
  if (!facts.isIndexed) return [...inOrder, { kind: 'unknown', text: NOT_INDEXED, advice: 'sls deploy' }]
  return [...inOrder, ...archivedOf(facts)]
}

function archivedOf({ archived }: StageFacts): readonly TroubleLine[] {
  const { count, isMore, firstMs } = archived
  if (count === 0) return []
  const { meaning = '', action = '' } = reasonOf(ARCHIVED) ?? {}
  const text = `${counted(count, 'object is', 'objects are', isMore)} not mirrored: ${meaning}`
  const since = firstMs === undefined ? {} : { sinceMs: firstMs }
  return [{ kind: 'archived', text, code: ARCHIVED, count, ...more(archived), ...since, advice: action }]
}

function lettersOf({ deadLetters, refused, secret }: StageFacts): readonly TroubleLine[] {
  const { codes, count: keys } = refused
  if (deadLetters === 0 && keys === 0) return []
  const kind = deadLetters > 0 ? 'dead-letters' : 'refused'
  const what = lettersText(deadLetters, keys, refused.isMore)
  const advice = codes[0] ? adviceOn(codes[0].code, { secret }) : typed`sls dlq list says why`
  return [
    {
      kind,
      text: `${what}${reasonsText(codes, refused.example?.reason)}`,
      count: deadLetters || keys,
      ...(codes[0] && { code: codes[0].code }),
      codes,
      ...more(refused),
      ...(refused.firstMs !== undefined && { sinceMs: refused.firstMs }),
      ...(advice !== undefined && { advice }),
    },
  ]
}

/** Letters are purged while their keys stay refused, and some are about no key. */
function lettersText(letters: number, keys: number, isMore: boolean): string {
  const dead = counted(letters, 'dead letter', 'dead letters')
  if (keys === 0 || (keys === letters && !isMore)) return dead
  const refused = `${counted(keys, 'key is', 'keys are', isMore)} refused`
  return letters === 0 ? `${refused}, and no dead letter tells of it` : `${dead}; ${refused}`
}

function retryingOf({ retrying, secret }: StageFacts): readonly TroubleLine[] {
  const { count, codes, firstMs, example, isMore } = retrying
  if (count === 0) return []
  const advice = codes[0] && adviceOn(codes[0].code, { secret })
  return [
    {
      kind: 'retrying',
      text: `retrying ${counted(count, 'key', 'keys', isMore)}${reasonsText(codes, example?.reason)}`,
      count,
      ...(codes[0] && { code: codes[0].code }),
      codes,
      ...more(retrying),
      ...(firstMs !== undefined && { nextTryMs: firstMs }),
      ...(advice !== undefined && { advice }),
    },
  ]
}

const CODES_SHOWN = 3

/** Such as `: 3 cloudinary-400 (Cloudinary: Invalid image file), 2 metadata`. */
function reasonsText(codes: readonly CodeCount[], example: string | undefined): string {
  if (codes.length === 0) return ''
  const [first, ...others] = codes.slice(0, CODES_SHOWN).map(({ code, count }) => `${number(count)} ${code}`)
  const rest = codes.length > CODES_SHOWN ? [`${codes.length - CODES_SHOWN} other reasons`] : []
  const why = example === undefined ? '' : ` (${example})`
  return `: ${[`${first}${why}`, ...others, ...rest].join(', ')}`
}

function more({ isMore }: KeyTally): { readonly isMore?: true } {
  return isMore ? { isMore } : {}
}
