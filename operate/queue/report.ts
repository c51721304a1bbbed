import { sparkline } from '../cli/bar.ts'
import { duration } from '../cli/duration.ts'
import { type NamedRow, namedRows } from '../cli/rows.ts'
import { visible } from '../cli/table.ts'
import { typed } from '../cli/typed.ts'
import { tellTrouble } from '../trouble/tell.ts'
import { inFlightText } from './in-flight.ts'
import type { Drain } from './rates.ts'
import { depthOf, type Mapping, type QueueStatus } from './status.ts'

const NAME_COLUMNS = 15
/** Less is not told in figures: rounded, it would look like nothing at all. */
const LEAST_PER_SECOND = 0.1

/** The status as a block of lines; with the depths of the samples so far, a line of them too. */
export function renderStatus(status: QueueStatus, depths: readonly number[], columns: number): string {
  const rows: NamedRow[] = [
    ...troubleRows(status),
    ['queue', `${count(status.visible)} waiting, ${count(status.delayed)} delayed, ${inFlightOf(status)}`],
    ['oldest', depthOf(status) === 0 ? 'none' : age(status.oldestSeconds)],
    ['arrivals', rate(status.arrivalsPerSecond)],
    ['done', rate(status.drainedPerSecond)],
    ['time to drain', drainText(status.drain)],
    ['worker', mappingText(status.mapping)],
    ['dead letters', deadText(status)],
  ]
  if (depths.length > 1) rows.push(['depth', sparkline(depths.slice(NAME_COLUMNS - columns))])
  return namedRows(rows, NAME_COLUMNS, columns)
}

const NO_TROUBLE = typed`goes on; where a file is missing all the same, \`sls status --key\` says why`

/** The gravest trouble and what to do about it, and the rest in a line each. */
function troubleRows({ trouble: { first, besides }, atMs }: QueueStatus): NamedRow[] {
  if (!first) return [['mirroring', NO_TROUBLE]]
  return [
    ['trouble', tellTrouble(first, atMs)],
    ...(first.advice === undefined ? [] : [['to do', first.advice] as const]),
    ...besides.map((line): NamedRow => ['besides', tellTrouble(line, atMs)]),
  ]
}

/** The status in one line, for a log. */
export function statusLine(status: QueueStatus): string {
  const parts = [
    `${count(status.visible)} waiting`,
    `${count(status.delayed)} delayed`,
    inFlightOf(status),
    `${count(status.deadLetters)} dead`,
    `oldest ${age(status.oldestSeconds)}`,
    `time to drain: ${drainText(status.drain)}`,
    mappingText(status.mapping),
  ]
  const { trouble, atMs } = status
  const told = trouble.first ? ` -- ${visible(tellTrouble(trouble.first, atMs))}` : ''
  return `${new Date(atMs).toISOString()} ${parts.join(', ')}${told}`
}

/** The text that takes the place of `before` on a terminal: up as many lines, and all below is cleared. */
export function redrawn(before: string | undefined, text: string): string {
  return before === undefined ? text : `\u001b[${before.split('\n').length}A\u001b[0J${text}`
}

function inFlightOf({ inFlight, workers, mapping: { batchSize } }: QueueStatus): string {
  return inFlightText({ inFlight, workers, batchSize })
}

function deadText({ deadLetters, deadOldestSeconds }: QueueStatus): string {
  return deadLetters === 0 ? 'none' : `${count(deadLetters)}, oldest ${age(deadOldestSeconds)}`
}

function mappingText({ state, maximumConcurrency }: Mapping): string {
  if (state === undefined) return 'no function takes messages: the queue has no event source mapping'
  const most = maximumConcurrency === undefined ? '' : `, at most ${maximumConcurrency} at once`
  return `${state.toLowerCase()}${most}`
}

function drainText(drain: Drain): string {
  switch (drain.kind) {
    case 'draining':
      return duration(drain.seconds)
    case 'empty':
      return 'empty'
    case 'growing':
      return 'not at these rates'
    case 'unknown':
      return UNKNOWN
  }
}

const UNKNOWN = 'not known yet'

function age(seconds: number | undefined): string {
  return seconds === undefined ? UNKNOWN : duration(seconds)
}

function rate(perSecond: number | undefined): string {
  if (perSecond === undefined) return UNKNOWN
  const isLittle = perSecond > 0 && perSecond < LEAST_PER_SECOND
  const figure = isLittle ? `under ${LEAST_PER_SECOND}` : perSecond.toLocaleString('en', { maximumFractionDigits: 1 })
  return `${figure} a second, over five minutes`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
