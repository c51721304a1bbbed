/** How far the queue's own move of all letters has come. */
export interface MoveProgress {
  readonly status: 'running' | 'completed' | 'cancelled' | 'failed'
  readonly moved: number
  /** How many there were at the start, as SQS counts them: approximately. */
  readonly toMove: number
  readonly failure: string | undefined
}

/** SQS's message move tasks, of which a queue has one at a time. */
export interface MoveTasks {
  /** Begins to move all letters to the change queue; resolves with what cancels it. */
  start(perSecond: number | undefined): Promise<string>
  progress(): Promise<MoveProgress>
  /** Stops the task; what it has moved stays moved. Resolves with how many that are. */
  cancel(task: string): Promise<number>
}

/** What a move needs of the world. */
export interface MoveOrder {
  readonly tasks: MoveTasks
  readonly perSecond: number | undefined
  readonly signal: AbortSignal
  readonly sleep: (ms: number) => Promise<void>
  readonly onProgress: (progress: MoveProgress) => void
}

/** What came of it. Circling: letters were refused again and came back as fast as they were moved, so that it was stopped. */
export interface Moved extends Omit<MoveProgress, 'status'> {
  readonly end: 'completed' | 'interrupted' | 'failed' | 'circling'
}

const LOOK_MS = 250
/** More moves than letters by this share, or by ten, are letters that have come back. */
const CIRCLING_SHARE = 0.1
const CIRCLING_LETTERS_LEAST = 10

/** Lets SQS move all letters to the change queue, and watches it until it is done. The signal cancels it. */
export async function moveLetters({ tasks, perSecond, signal, sleep, onProgress }: MoveOrder): Promise<Moved> {
  const task = await tasks.start(perSecond)
  for (;;) {
    const progress = await tasks.progress()
    onProgress(progress)
    if (progress.status === 'completed' || progress.status === 'failed') return { ...progress, end: progress.status }
    // Somebody else has cancelled it.
    if (progress.status === 'cancelled') return { ...progress, end: 'interrupted' }
    if (signal.aborted) return { ...progress, end: 'interrupted', moved: await tasks.cancel(task) }
    if (isCircling(progress)) return { ...progress, end: 'circling', moved: await tasks.cancel(task) }
    await sleep(LOOK_MS)
  }
}

/** True where the task has moved clearly more letters than there were, as far as SQS has said how many that is. */
export function isCircling({ moved, toMove }: Pick<MoveProgress, 'moved' | 'toMove'>): boolean {
  return toMove > 0 && moved > toMove + Math.max(CIRCLING_LETTERS_LEAST, toMove * CIRCLING_SHARE)
}
