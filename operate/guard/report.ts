import type { GuardLimits, GuardState } from '../../shared/guard/admission.ts'
import { duration } from '../cli/duration.ts'
import { cut, visible } from '../cli/table.ts'

/** What there is to say of the guard. */
export interface GuardReport {
  readonly state: GuardState
  readonly limits: GuardLimits
  readonly withheld: readonly string[]
}

const NAME_COLUMNS = 12
/** How many keys are shown before the rest is only counted. */
export const KEYS_SHOWN = 10

/** The guard's state, and the first keys whose assets it keeps. */
export function renderGuard({ state, limits, withheld }: GuardReport, nowMs: number, columns: number): string {
  const rows: [string, string][] = [
    ['guard', stateText(state, nowMs)],
    ['lets through', `${deletions(limits.deletionsMax)} in ${duration(limits.windowMs / 1000)}`],
    ['window', windowText({ state, limits }, nowMs)],
    ['released', state.allowance === 0 ? 'nothing to come' : `${deletions(state.allowance)} still to come`],
    ['withheld', withheldText(state, withheld)],
  ]
  const lines = rows.map(([name, value]) => `${name.padEnd(NAME_COLUMNS)}  ${value}`)
  return [...lines, ...keyLines(withheld)].map((line) => cut(line, columns)).join('\n')
}

/** The first keys, a line each, and how many more there are. */
export function keyLines(keys: readonly string[]): readonly string[] {
  const shown = keys.slice(0, KEYS_SHOWN).map((key) => `  ${visible(key)}`)
  const more = keys.length - shown.length
  return more > 0 ? [...shown, `  and ${count(more)} more`] : shown
}

/** What is asked before the guard is released. */
export function releaseQuestion(withheld: number): string {
  if (withheld === 0) return 'Nothing is withheld. Lets deletions through again from now on. Go on?'
  return `Lets ${deletions(withheld)} through: the assets of keys that are still gone will be destroyed. Go on?`
}

/** A number of deletions in words. */
export function deletions(number: number): string {
  return number === 1 ? '1 deletion' : `${count(number)} deletions`
}

function withheldText({ trippedMs }: GuardState, { length }: readonly string[]): string {
  if (length > 0 || trippedMs === undefined) return count(length)
  return 'nothing any longer; a release lets deletions through again'
}

function stateText({ trippedMs }: GuardState, nowMs: number): string {
  if (trippedMs === undefined) return 'lets deletions through'
  return `has stopped all deletions for ${duration((nowMs - trippedMs) / 1000)}, until \`sls guard release\``
}

function windowText({ state, limits }: Pick<GuardReport, 'state' | 'limits'>, nowMs: number): string {
  const leftMs = state.sinceMs + limits.windowMs - nowMs
  if (state.trippedMs !== undefined) return `${deletions(state.count)} went through before that`
  return leftMs <= 0 ? 'no deletion' : `${deletions(state.count)}, and ${duration(leftMs / 1000)} to go`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
