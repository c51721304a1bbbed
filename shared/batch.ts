import pMap from 'p-map'
import type { Dependencies } from './claim/dependencies.ts'
import { coalesce, type ReadMessage } from './event/coalesce.ts'
import { mirrorChange } from './mirror.ts'
import type { Change } from './model/change.ts'
import { classify } from './model/errors.ts'
import { completeMessage } from './outcome/complete-message.ts'
import { defer } from './outcome/failure.ts'
import { measure } from './outcome/measure.ts'
import type { Cause, MeasuredOutcome, Outcome } from './outcome/outcome.ts'
import type { Gate } from './ports/breaker.ts'
import type { QueueMessage } from './ports/queue.ts'

/** What came of a batch: the outcomes by key, and the ids of the messages that must be delivered again. */
export interface BatchResult {
  readonly outcomes: readonly MeasuredOutcome[]
  readonly refusedMessages: readonly ({ readonly id: string } & Cause)[]
  readonly failedIds: readonly string[]
  /** Why no change can be mirrored, where this batch has met it. */
  readonly halted: Cause | undefined
}

/** Mirrors all changes of a batch, several keys at once, and completes each message by the outcomes of its own keys. */
export async function mirrorBatch(messages: readonly QueueMessage[], dependencies: Dependencies): Promise<BatchResult> {
  const { breaker, clock, queue, settings } = dependencies
  const { changes, messages: read } = coalesce(messages, settings.bucket)
  const gate = await readGate(dependencies)
  let stop: Cause | undefined = gate.stop
  let halted: Cause | undefined
  const services = { ...dependencies, troubleEndedMs: gate.troubleEndedMs }
  const mirrorUnlessHalted = async (change: Change, isAlone: boolean): Promise<MeasuredOutcome> => {
    const startMs = clock.nowMs()
    if (stop) return measure(defer(change, stop, dependencies), change, { startMs, nowMs: startMs })
    const outcome = await mirrorChange(change, services, { isAlone })
    const { halts, code, reason } = outcome
    if (halts) halted = stop = { code, reason }
    return measure(outcome, change, { startMs, nowMs: clock.nowMs() })
  }
  // A key that lets the worker hang or die takes along what comes behind it: what has come back often comes last.
  const inOrder = changes.toSorted((a, b) => a.receiveCount - b.receiveCount)
  const together = await pMap(inOrder, (change) => mirrorUnlessHalted(change, false), {
    concurrency: settings.changesAtOnce,
  })
  const apart = inTurn(together, changes)
  const isEarly = ({ keys, unreadable }: ReadMessage) =>
    unreadable.length === 0 && !apart.some(({ key }) => keys.has(key))
  // Before a key may take the worker along, all others are done, and what comes back of them has its pause.
  const early = apart.length === 0 ? [] : await complete(read.filter(isEarly), together, queue)
  const outcomes = together.filter(({ code }) => code !== 'set-apart')
  for (const change of apart) outcomes.push(await mirrorUnlessHalted(change, true))
  const isServed = outcomes.some(({ mutations }) => mutations.some(({ kind }) => kind === 'upload'))
  // Where it cannot be told, the next batch tells it.
  if (gate.isDoubtful && isServed) await breaker.noteServed().catch(() => undefined)
  const late = read.filter((one) => !early.some(({ message }) => message === one))
  const completed = [...early, ...(await complete(late, outcomes, queue))]
  const isDone = (one: ReadMessage) => completed.some(({ message, isDone }) => message === one && isDone)
  // What comes back is not refused yet.
  const refusedMessages = read
    .filter(isDone)
    .flatMap(({ message: { id }, unreadable }) => unreadable.map((part) => ({ id, ...part })))
  const failedIds = read.filter((one) => !isDone(one)).map(({ message }) => message.id)
  return { outcomes, refusedMessages, failedIds, halted }
}

/** The changes that were set apart: those first that least often took a worker along, so that none waits behind the one that does. */
function inTurn(outcomes: readonly Outcome[], changes: readonly Change[]): readonly Change[] {
  const apart = outcomes.filter(({ code }) => code === 'set-apart')
  const sorted = apart.toSorted((a, b) => (a.failures ?? 0) - (b.failures ?? 0))
  return sorted.flatMap(({ key }) => changes.find((change) => change.key === key) ?? [])
}

interface Completed {
  readonly message: ReadMessage
  readonly isDone: boolean
}

function complete(
  messages: readonly ReadMessage[],
  outcomes: readonly Outcome[],
  queue: Dependencies['queue'],
): Promise<readonly Completed[]> {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]))
  return Promise.all(
    messages.map(async (message) => ({ message, isDone: await completeMessage(message, byKey, queue) })),
  )
}

/** Where the breaker cannot be read, nothing else of the ledger can: the batch goes back. */
function readGate({ breaker }: Dependencies): Promise<Gate> {
  return breaker.gate().catch((thrown: unknown) => ({ stop: classify(thrown), isDoubtful: false }))
}
