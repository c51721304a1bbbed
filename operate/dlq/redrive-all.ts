import { setTimeout as sleep } from 'node:timers/promises'
import { bar } from '../cli/bar.ts'
import type { CommandContext } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { typed } from '../cli/typed.ts'
import { messages } from './report.ts'
import { type MoveProgress, type MoveTasks, sqsMoveTasks } from './sqs-move-tasks.ts'

/** What a move needs of the world. */
export interface MoveOrder {
  readonly tasks: MoveTasks
  readonly perSecond: number | undefined
  readonly signal: AbortSignal
  readonly sleep: (ms: number) => Promise<void>
  readonly onProgress: (progress: MoveProgress) => void
}

/** What came of it. A redrive loop: letters were refused again and came back as fast as they were moved, so that it was stopped. */
export interface Moved extends Omit<MoveProgress, 'status'> {
  readonly end: 'completed' | 'interrupted' | 'failed' | 'redrive-loop'
}

const LOOK_MS = 250
/** More moves than letters by this share, or by ten, are letters that have come back. */
const LOOP_SHARE = 0.1
const LOOP_LETTERS_LEAST = 10

/** Redrives all letters, and says what came of it. Resolves with the exit code. */
export async function redriveAll(context: CommandContext, perSecond: number | undefined): Promise<number> {
  const { options, terminal } = context
  const tasks = await sqsMoveTasks(await context.stage())
  const moved = await interruptible((signal) =>
    moveLetters({
      tasks,
      perSecond,
      signal,
      sleep: async (ms) => sleep(ms),
      onProgress: (progress) => terminal.progress(bar(progress.moved, progress.toMove)),
    }),
  )
  terminal.progress('')
  if (options.json) printJson(terminal, movedJson(moved))
  else terminal.print(tellMoved(moved))
  return moved.end === 'completed' ? 0 : moved.end === 'interrupted' ? INTERRUPTED : 1
}

/** As for a selection: how many were meant, and how many were sent. */
function movedJson({ end, moved, toMove, failure }: Moved): object {
  return { end, meant: toMove, sent: moved, isInterrupted: end === 'interrupted', failure: failure ?? null }
}

/** Lets SQS move all letters to the change queue, and watches it until it is done. The signal cancels it. */
export async function moveLetters({ tasks, perSecond, signal, sleep, onProgress }: MoveOrder): Promise<Moved> {
  const task = await tasks.start(perSecond)
  for (;;) {
    const progress = await tasks.progress()
    onProgress(progress)
    if (progress.status === 'completed' || progress.status === 'failed') return { ...progress, end: progress.status }
    // Someone else has cancelled it.
    if (progress.status === 'cancelled') return { ...progress, end: 'interrupted' }
    if (signal.aborted) return { ...progress, end: 'interrupted', moved: await tasks.cancel(task) }
    if (isRedriveLoop(progress)) return { ...progress, end: 'redrive-loop', moved: await tasks.cancel(task) }
    await sleep(LOOK_MS)
  }
}

/** True where the task has moved clearly more letters than there were, as far as SQS has said how many that is. */
function isRedriveLoop({ moved, toMove }: Pick<MoveProgress, 'moved' | 'toMove'>): boolean {
  return toMove > 0 && moved > toMove + Math.max(LOOP_LETTERS_LEAST, toMove * LOOP_SHARE)
}

function tellMoved({ end, moved, toMove, failure }: Moved): string {
  const count = `Redrove ${messages(moved)}`
  if (end === 'completed' && moved === 0) return 'The dead-letter queue is empty.'
  if (end === 'completed') return typed`${count}. \`sls dlq list\` shows those that are refused again.`
  if (end === 'interrupted') return `Interrupted. ${count} of about ${toMove.toLocaleString('en')}; the others stay.`
  if (end === 'failed') return `${count}, then the move failed: ${failure ?? 'SQS does not say why'}`
  return typed`${count}, more than there were: they are refused again. Stopped this redrive loop; \`sls dlq list\` shows why.`
}
