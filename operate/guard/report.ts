import { deletionsLimit, type GuardLimits, type GuardState } from '../../shared/guard/admission.ts'
import type { ListedWithheld, Withheld } from '../../shared/guard/withheld.ts'
import { duration } from '../cli/duration.ts'
import { cut, visible } from '../cli/table.ts'
import { typed } from '../cli/typed.ts'

/** What there is to say of the guard. */
export interface GuardReport {
  readonly state: GuardState
  readonly limits: GuardLimits
  readonly withheld: ListedWithheld
}

/** What came of a release. */
export interface Release {
  readonly queued: number
  readonly keys: readonly string[]
  /** How many of those listed were no longer withheld, or had come back and gone again. */
  readonly outdated: number
  /** How many deletions are withheld now: what was not meant, and what has come meanwhile. */
  readonly stillWithheld: number
  /** True where deletions that come from now on are let through again. */
  readonly isOpen: boolean
}

const NAME_COLUMNS = 12
/** How many keys are shown before a question. */
const KEYS_SHOWN = 10

/** The guard's state, and all keys whose assets it keeps. */
export function renderGuard({ state, limits, withheld }: GuardReport, nowMs: number, columns: number): string {
  const { deletions: kept, waiting, unreadable } = withheld
  const rows: [string, string][] = [
    ['guard', stateText(state, nowMs)],
    ['lets through', `${deletions(deletionsLimit(state, limits))} in ${duration(limits.windowMs / 1000)}`],
    ['window', windowText({ state, limits }, nowMs)],
    ['withheld', withheldText(state, kept)],
    ...(waiting.length > 0 ? [['waiting', waitingText(waiting)] as [string, string]] : []),
    ...(unreadable.length > 0 ? [['not known', unreadableText(unreadable)] as [string, string]] : []),
  ]
  const lines = rows.map(([name, value]) => `${name.padEnd(NAME_COLUMNS)}  ${value}`)
  return [...lines, ...kept.map(keyLine)].map((line) => cut(line, columns)).join('\n')
}

/** The first of what is to be released, a line each, and how much more there is. */
export function releaseLines(meant: readonly Withheld[]): readonly string[] {
  const shown = meant.slice(0, KEYS_SHOWN).map(keyLine)
  const more = meant.length - shown.length
  return more > 0 ? [...shown, typed`  and ${count(more)} more, which \`sls guard show\` lists`] : shown
}

/** What is asked before deletions are released. */
export function releaseQuestion(meant: number, { isAll }: { readonly isAll: boolean }): string {
  if (meant === 0) return 'Nothing is withheld. Lets deletions through again from now on. Go on?'
  const rest = isAll ? '' : ' All others stay withheld, and the guard stays as it is.'
  return `Lets ${deletions(meant)} through: the assets of keys that are still gone will be destroyed.${rest} Go on?`
}

/** What is said of a release that is done. */
export function releaseText({ queued, outdated, stillWithheld, isOpen }: Release): string {
  const others = outdated === 0 ? [] : [`${deletions(outdated)} of those listed had become out of date.`]
  const open = isOpen ? ['Deletions are let through again.'] : []
  const left =
    stillWithheld === 0
      ? []
      : [typed`${deletions(stillWithheld)} ${stillWithheld === 1 ? 'stays' : 'stay'} withheld: \`sls guard show\`.`]
  return [`Queued ${deletions(queued)}.`, ...others, ...open, ...left].join(' ')
}

/** A number of deletions in words. */
export function deletions(number: number): string {
  return number === 1 ? '1 deletion' : `${count(number)} deletions`
}

function keyLine({ key, address }: Withheld): string {
  return `  ${visible(key)}  (${visible(`${address.resourceType} ${address.publicId}`)})`
}

function withheldText({ trippedMs }: GuardState, { length }: readonly Withheld[]): string {
  if (length > 0) return typed`${count(length)}, until \`sls guard release\``
  return trippedMs === undefined ? '0' : 'nothing any longer; a release lets deletions through again'
}

function waitingText({ length }: readonly string[]): string {
  return `${count(length)} new ${length === 1 ? 'key' : 'keys'}, for assets that are withheld`
}

function unreadableText({ length }: readonly string[]): string {
  return `${count(length)} ${length === 1 ? 'key' : 'keys'} with a row that cannot be read: \`sls sweep --dry-run\``
}

function stateText({ trippedMs }: GuardState, nowMs: number): string {
  if (trippedMs === undefined) return 'lets deletions through'
  return typed`has stopped all deletions for ${duration((nowMs - trippedMs) / 1000)}, until \`sls guard release\``
}

function windowText({ state, limits }: Pick<GuardReport, 'state' | 'limits'>, nowMs: number): string {
  const leftMs = state.sinceMs + limits.windowMs - nowMs
  if (state.trippedMs !== undefined) return `${deletions(state.count)} went through before that`
  return leftMs <= 0 ? 'no deletion' : `${deletions(state.count)}, and ${duration(leftMs / 1000)} to go`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
