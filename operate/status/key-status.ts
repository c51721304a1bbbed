import type { Entry } from '../../shared/model/entry.ts'
import type { Observation } from '../../shared/model/observation.ts'
import type { RuleMatch } from '../../shared/rules/rules.ts'
import { type NamedRow, namedRows } from '../cli/rows.ts'
import type { DeadLetter } from '../dlq/explain.ts'
import { reasonJson, tellReasons } from '../dlq/reasons.ts'
import { keysText } from '../dlq/report.ts'
import type { AccountPlace } from '../trouble/advice.ts'
import type { KeyTrouble } from '../trouble/key-trouble.ts'
import { tellTrouble } from '../trouble/tell.ts'
import { type AssetLook, assetText } from './asset-look.ts'
import { ageText, appliedText, dateText, entryRows, row, untilText } from './entry-rows.ts'
import type { NextStep } from './next-step.ts'

/** All that is known of a key. */
export interface KeyStatus extends AccountPlace {
  readonly key: string
  readonly match: RuleMatch
  readonly source: Observation
  readonly entry: Entry
  /** Which account is mirrored into; undefined where that cannot be read. */
  readonly account: string | undefined
  /** Undefined where the ledger knows no asset. */
  readonly asset: AssetLook | undefined
  readonly next: NextStep
  /** Why the asset is not as the object calls for; undefined where it is, or where there is neither. */
  readonly why: KeyTrouble | undefined
  readonly deadLetters: readonly DeadLetter[]
  /** False where there may be letters of the key that were not seen. */
  readonly isWhole: boolean
}

const NAME_COLUMNS = 15

/** A line for each thing that there is to say of a key, and below them what the reason codes in them mean. */
export function renderKey(status: KeyStatus, nowMs: number, columns: number): string {
  const codes = codesOf(status)
  const lines = namedRows(keyRows(status, nowMs), NAME_COLUMNS, columns)
  return [lines, ...(codes.length > 0 ? ['', tellReasons(codes, status, columns)] : [])].join('\n')
}

/** All that there is to say of a key, as pairs of a name and a text. */
export function keyRows(status: KeyStatus, nowMs: number): readonly NamedRow[] {
  const { key, match, source, entry, account, asset, next } = status
  return [
    ['key', key],
    ...whyRows(status, nowMs),
    ['rule', match.kind === 'matched' ? match.rule : match.reason],
    ['S3', sourceText(source)],
    ['applied', appliedText(entry)],
    ...row('account', account),
    ...row('Cloudinary', asset && assetText(asset, entry)),
    ...entryRows(entry, nowMs),
    ['plan', planText(next, nowMs)],
    ...letterRows(status, nowMs),
  ]
}

/** What a program is told of a key. */
export function keyJson(status: KeyStatus): object {
  const { key, why, match, source, entry, account, asset, next, deadLetters, isWhole } = status
  const letters = deadLetters.map(({ letter, code, reason }) => ({
    id: letter.id,
    code,
    reason,
    ...reasonJson(code, status),
    sentMs: letter.sentMs,
  }))
  const reasons = codesOf(status).map((code) => ({ code, ...reasonJson(code, status) }))
  const rule = match.kind === 'matched' ? match.rule : null
  return {
    key,
    why: why ?? null,
    rule,
    source,
    entry,
    account: account ?? null,
    asset: asset ?? null,
    next,
    deadLetters: letters,
    reasons,
    isWhole,
  }
}

/** The one line that most people look for, and what to do about it. */
function whyRows({ why }: KeyStatus, nowMs: number): NamedRow[] {
  return [...row('trouble', why && tellTrouble(why, nowMs)), ...row('to do', why?.advice)]
}

/** The codes of what has gone wrong with a key. */
function codesOf({ entry, deadLetters }: KeyStatus): readonly string[] {
  const { failures, refused } = entry
  const codes = [failures, refused, ...deadLetters].flatMap((trouble) => trouble?.code ?? [])
  return [...new Set(codes)]
}

function sourceText(source: Observation): string {
  if (source.state === 'absent') return 'absent'
  const version = source.versionId === undefined ? '' : `, version ${source.versionId}`
  const archived = source.archived ? ', archived' : ''
  const date = dateText(source.lastModifiedMs)
  return `${source.sizeBytes.toLocaleString('en')} bytes, ETag ${source.etag}, ${date}${version}${archived}`
}

function planText({ kind, reason, asset, untilMs }: NextStep, nowMs: number): string {
  const what = asset === undefined ? kind : `${kind} ${asset}`
  return `${what}: ${reason}${untilMs === undefined ? '' : `, ${untilText(untilMs, nowMs)}`}`
}

function letterRows({ key, deadLetters, isWhole }: KeyStatus, nowMs: number): NamedRow[] {
  const letters = deadLetters.map((dead): NamedRow => {
    const others = dead.keys.length > 1 || dead.keys[0] !== key ? ` (${keysText(dead)})` : ''
    return ['dead letter', `${ageText(dead.letter.sentMs, nowMs)} old, ${dead.code}: ${dead.reason}${others}`]
  })
  const none: NamedRow[] = letters.length === 0 ? [['dead letters', isWhole ? 'none' : 'none of those seen']] : []
  return [...letters, ...none]
}
