import { duration } from '../cli/duration.ts'
import { visible } from '../cli/table.ts'
import { textTable } from '../cli/text-table.ts'
import type { AccountPlace } from '../trouble/advice.ts'
import type { DeadLetter } from './explain.ts'
import { reasonJson, tellReasons } from './reasons.ts'
import type { Walked } from './walk.ts'

const NO_KEY = '(none)'

/** The keys of a letter, in one text. */
export function keysText({ keys }: DeadLetter): string {
  return keys.join(' ') || NO_KEY
}

/** A table of letters. */
export function renderLetters(dead: readonly DeadLetter[], nowMs: number, columns: number): string {
  const rows = dead.map((one) => {
    const { letter, code, reason } = one
    const age = duration((nowMs - letter.sentMs) / 1000)
    return [letter.id.slice(0, 8), keysText(one), code, reason, String(letter.receiveCount), age]
  })
  const head = ['message', 'key', 'code', 'reason', 'receives', 'age']
  return textTable(head, rows, { textColumn: head.indexOf('reason'), columns })
}

/** Such as `12 messages: 10 cloudinary-400, 2 metadata`. */
export function countReasons(dead: readonly DeadLetter[]): string {
  const parts = countCodes(dead).map(([code, count]) => `${count.toLocaleString('en')} ${visible(code)}`)
  return `${messages(dead.length)}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}

/** The letters in a table, how many there are of each reason, and what each of these means. */
export function tellLetters(
  dead: readonly DeadLetter[],
  { nowMs, columns, place }: { readonly nowMs: number; readonly columns: number; readonly place: AccountPlace },
): string {
  const codes = countCodes(dead).map(([code]) => code)
  return [renderLetters(dead, nowMs, columns), countReasons(dead), tellReasons(codes, place, columns)].join('\n\n')
}

/** The codes, the most frequent first. */
function countCodes(dead: readonly DeadLetter[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { code } of dead) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** A number of messages in words. */
export function messages(count: number): string {
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`
}

/** What a listing says to programs. */
export function lettersJson(
  dead: readonly DeadLetter[],
  walked: Walked,
  { nowMs, place }: { readonly nowMs: number; readonly place: AccountPlace },
): object {
  const listed = dead.map(({ letter, keys, code, reason }) => ({
    id: letter.id,
    keys,
    code,
    reason,
    ...reasonJson(code, place),
    receives: letter.receiveCount,
    sentMs: letter.sentMs,
    sentAt: new Date(letter.sentMs).toISOString(),
    ageSeconds: Math.round((nowMs - letter.sentMs) / 1000),
  }))
  return { ...walkedJson(walked), messages: listed }
}

/** What a walk says to programs, whatever was done on it. */
export function walkedJson({ seen, depth, isWhole, isInterrupted }: Walked): object {
  return { seen, depth, isWhole, isInterrupted }
}

/** Remarks on what a walk has not seen or not put back; none where it saw all. */
export function remarksOn({
  seen,
  depth,
  isWhole,
  isInterrupted,
  stillHidden,
  hiddenSeconds,
}: Walked): readonly string[] {
  const numbers = `${seen.toLocaleString('en')} of about ${depth.toLocaleString('en')}`
  const partly = isInterrupted
    ? `Interrupted after ${numbers} messages.`
    : `There may be more: ${numbers} messages were seen. Someone else may be looking at the rest; try again in a minute.`
  const hidden = `${messages(stillHidden)} could not be made visible again at once; they are in ${duration(hiddenSeconds)} at the latest.`
  return [...(isWhole ? [] : [partly]), ...(stillHidden > 0 ? [hidden] : [])]
}
