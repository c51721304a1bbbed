import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { systemClock } from '../../shared/adapters/clock.ts'
import { bar } from '../cli/bar.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { requiredText } from '../cli/options.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { readLine } from './archive-line.ts'
import type { DeadLetterQueue, Letter } from './dead-letter-queue.ts'
import { type DeadLetter, explainLetters, type Knowledge } from './explain.ts'
import { knowledgeOf } from './gather.ts'
import { messages } from './report.ts'
import { readSelection, selectionOptions, selector } from './selection.ts'
import { sqsDeadLetters } from './sqs.ts'

/** What came of it. */
export interface Restored {
  /** How many the file has, and how many of them are meant. */
  readonly read: number
  readonly meant: number
  readonly sent: number
  readonly isInterrupted: boolean
}

/** What putting letters back needs. */
export interface RestoreOrder {
  readonly file: string
  readonly queue: Pick<DeadLetterQueue, 'deposit'>
  readonly knowledge: Knowledge
  readonly isMeant: (dead: DeadLetter) => boolean
  readonly signal: AbortSignal
  readonly onProgress: (done: number, whole: number) => void
}

const LETTERS_AT_ONCE = 80

/** `sls dlq restore`: puts back what a purge has written into a file. */
export const dlqRestore: Command = {
  path: ['dlq', 'restore'],
  word: 'file',
  usage: 'Puts the messages of a file that dlq purge has written back into the dead-letter queue',
  options: {
    file: { usage: 'The file; may be given without the name of the option', type: 'string' },
    ...selectionOptions,
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    if (options.file === undefined) {
      throw new UsageError(typed`expected a file, as in \`sls dlq restore dead-letters.jsonl\`, found nothing`)
    }
    const file = requiredText(options, 'file')
    const isMeant = selector(readSelection(options, systemClock.nowMs()))
    const stage = await context.stage()
    const order = { file, queue: sqsDeadLetters(stage), knowledge: knowledgeOf(stage), isMeant }
    const onProgress = (done: number, whole: number) => terminal.progress(bar(done, whole))
    const restored = await interruptible((signal) => restoreLetters({ ...order, signal, onProgress }))
    terminal.progress('')
    tell(context, file, restored)
    if (restored.isInterrupted) return INTERRUPTED
    // A selection that means no message is a mistake, which a script is to learn of.
    return restored.meant > 0 && restored.sent === restored.meant ? 0 : 1
  },
}

/** Puts the letters of a file that are meant into the dead-letter queue; none where a line of the file is not right. */
export async function restoreLetters(order: RestoreOrder): Promise<Restored> {
  const { file, queue, knowledge, isMeant, signal, onProgress } = order
  let read = 0
  for await (const _ of lettersIn(file)) read += 1
  let [done, meant, sent] = [0, 0, 0]
  const put = async (letters: readonly Letter[]) => {
    const chosen = (await explainLetters(letters, knowledge)).filter(isMeant).map(({ letter }) => letter)
    meant += chosen.length
    if (chosen.length > 0) sent += (await queue.deposit(chosen)).length
    done += letters.length
    onProgress(done, read)
  }
  let page: Letter[] = []
  for await (const letter of lettersIn(file)) {
    if (signal.aborted) return { read, meant, sent, isInterrupted: true }
    page.push(letter)
    if (page.length < LETTERS_AT_ONCE) continue
    await put(page)
    page = []
  }
  await put(page)
  return { read, meant, sent, isInterrupted: false }
}

async function* lettersIn(file: string): AsyncGenerator<Letter> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(typed`expected a file ${file} that \`sls dlq purge\` has written, found none`)
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    if (text !== '') yield readLine(text, file, line)
  }
}

function tell({ options, terminal }: CommandContext, file: string, restored: Restored): void {
  const { read, meant, sent, isInterrupted } = restored
  const others = read === meant ? '' : ` of the ${messages(read)} in the file`
  if (options.json) printJson(terminal, { file, read, meant, sent, isInterrupted })
  else terminal.print(typed`Put back ${messages(sent)}${others}. \`sls dlq redrive\` tries them again.`)
  if (isInterrupted)
    terminal.note('Interrupted: the same command begins anew, so that some come twice, which is harmless.')
  else if (sent < meant) terminal.note(`SQS did not take ${messages(meant - sent)}; run it again.`)
}
