import type { Difference, DifferenceReason } from '../../shared/sweep/difference.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import { cut, pad, table, visible } from '../cli/table.ts'

/** In the order in which they are told. */
const REASONS = [
  'only-in-source',
  'only-in-ledger',
  'content-differs',
  'rules-differ',
  'under-way',
  'metadata-differs',
  'asset-missing',
  'asset-changed',
  'asset-relabelled',
  'asset-extra',
  'asset-foreign',
] as const satisfies readonly DifferenceReason[]

/** What each reason means to people. */
const MEANINGS: Readonly<Record<DifferenceReason, string>> = {
  'only-in-source': 'objects without an asset',
  'only-in-ledger': 'assets whose object is gone or ignored',
  'content-differs': 'objects with other content, or another date',
  'rules-differ': 'assets by other rules',
  'under-way': 'keys with a request that has no answer yet',
  'metadata-differs': 'objects with other metadata or tags',
  'asset-missing': 'assets that someone has deleted in Cloudinary',
  'asset-changed': 'assets that someone has replaced in Cloudinary',
  'asset-relabelled': 'assets whose context or tags someone has changed in Cloudinary',
  'asset-extra': 'assets of this bucket that no object calls for',
  'asset-foreign': 'assets that someone else has made, which are left alone',
}

/** Such as `3 differ`. */
export function differ(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'differs' : 'differ'}`
}

/** What a sweep has found, a line for each reason, and below it what was done about it. */
export function tellResult({ compared, differences, reasons }: SweepResult, done: string, columns: number): string {
  const keys = `${compared.toLocaleString('en')} ${compared === 1 ? 'key' : 'keys'} compared`
  if (differences === 0) return `${keys}, nothing differs.`
  return `${reasonsTable(reasons, columns)}\n${keys}, ${differ(differences)}; ${done}.`
}

function reasonsTable(reasons: SweepResult['reasons'], columns: number): string {
  const rows = REASONS.flatMap((reason) => {
    const count = reasons[reason]
    return count === undefined ? [] : [[count.toLocaleString('en').padStart(9), reason, MEANINGS[reason]]]
  })
  return table(['    count', 'reason', 'what it is'], rows, columns)
}

const REASON_COLUMNS = 16

/** The head of the list of differences. Its columns are fixed: the lines are told as they are found. */
export function planHead(columns: number): string {
  return planLine({ key: 'key', reason: 'reason', detail: 'what would be done' }, columns)
}

/** A line for one difference. */
export function planLine(
  { key, reason, detail = '' }: Omit<Difference, 'reason'> & { reason: string },
  columns: number,
) {
  // What reads a pipe is to miss nothing.
  if (!Number.isFinite(columns))
    return `${visible(key)}  ${reason.padEnd(REASON_COLUMNS)}  ${visible(detail)}`.trimEnd()
  const room = columns - REASON_COLUMNS - 4
  const keyColumns = Math.floor(room / 2)
  return `${pad(visible(key), keyColumns)}  ${reason.padEnd(REASON_COLUMNS)}  ${cut(visible(detail), room - keyColumns)}`.trimEnd()
}
