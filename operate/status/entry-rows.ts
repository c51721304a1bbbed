import { withheldOf } from '../../shared/guard/withheld.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import type { Entry, Failures } from '../../shared/model/entry.ts'
import type { Orphan } from '../../shared/model/orphan.ts'
import { duration } from '../cli/duration.ts'
import type { NamedRow } from '../cli/rows.ts'
import { typed } from '../cli/typed.ts'
import { attemptOf } from '../trouble/key-trouble.ts'
import { dueText } from '../trouble/tell.ts'
import { addressText } from './next-step.ts'

/** What was last applied for a key. */
export function appliedText({ applied }: Entry): string {
  if (applied.state === 'nothing') return 'nothing'
  const address = addressText(applied.address)
  if (applied.state === 'unknown') return `${address}, whose content is not known`
  const { content, version, atMs } = applied
  return `${address}, version ${version}, ${content.sizeBytes.toLocaleString('en')} bytes, ETag ${content.etag}, ${dateText(atMs)}`
}

/** What else the ledger says of a key. */
export function entryRows(entry: Entry, nowMs: number): NamedRow[] {
  const { lease, attempt, doubt, orphans, deletion, failures, refused } = entry
  const absentSinceMs = deletion?.absentSinceMs
  const until = (ms: number) => untilText(ms, nowMs)
  const age = (ms: number) => ageText(ms, nowMs)
  return [
    ...row('lease', lease && until(lease.untilMs)),
    ...row(
      'attempt',
      attempt && `${attempt.operation} of ${addressText(attempt.address)}, ${until(attempt.deadlineMs)}`,
    ),
    ...row('in doubt', doubt && `${addressesText(doubt.addresses)}, ${until(doubt.untilMs)}`),
    ...(orphans ?? []).map((orphan): NamedRow => ['orphan', orphanText(orphan)]),
    ...row('absent', absentSinceMs === undefined ? undefined : `for ${age(absentSinceMs)}`),
    ...withheldRows(entry, age),
    ...row('last failure', failures && failureText(failures, entry, nowMs)),
    ...row('refused', refused && `${age(refused.atMs)} ago, ${refused.code}: ${refused.reason}`),
  ]
}

/** What the last try failed for, which of how many it was, and when the next one is. */
function failureText({ code, reason, atMs, retryMs }: Failures, entry: Entry, nowMs: number): string {
  const { number, most } = attemptOf(entry) ?? { number: 0, most: 0 }
  const when = atMs === undefined ? '' : `${ageText(atMs, nowMs)} ago, `
  const next = retryMs === undefined ? '' : `; next try ${dueText(retryMs, nowMs)}`
  return `${when}try ${number} of ${most}, ${code}: ${reason}${next}`
}

function withheldRows(entry: Entry, age: (ms: number) => string): NamedRow[] {
  const { applied, deletion } = entry
  const isWaiting = deletion?.state === 'withheld' && applied.state === 'nothing'
  const waiting = isWaiting ? [`for ${age(deletion.sinceMs)}, until an asset that the guard keeps has gone`] : []
  const kept = withheldOf(entry).map(
    ({ address, sinceMs }) => typed`${addressText(address)}, for ${age(sinceMs)}, until \`sls guard release\``,
  )
  return [...waiting, ...kept].map((text) => ['withheld', text])
}

function addressesText(addresses: readonly AssetAddress[]): string {
  return addresses.map(addressText).join(', ')
}

function orphanText(orphan: Orphan): string {
  const why = orphan.refused && `, which does not go, ${orphan.refused.code}: ${orphan.refused.reason}`
  return `${addressText(orphan)}${why ?? ''}`
}

/** How long something lasts yet, or has been over. */
export function untilText(untilMs: number, nowMs: number): string {
  return untilMs > nowMs ? `for another ${duration((untilMs - nowMs) / 1000)}` : `over for ${ageText(untilMs, nowMs)}`
}

/** How long ago a time (Unix milliseconds) is. */
export function ageText(sinceMs: number, nowMs: number): string {
  return duration((nowMs - sinceMs) / 1000)
}

/** A time (Unix milliseconds) as a date. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString()
}

/** A row where there is something to say. */
export function row(name: string, value: string | undefined): NamedRow[] {
  return value === undefined ? [] : [[name, value]]
}
