import pMap from 'p-map'
import type { Work } from './claim/dependencies.ts'
import { coalesce, type ReadMessage } from './event/coalesce.ts'
import { mirrorChange } from './mirror.ts'
import type { Change } from './model/change.ts'
import { classify } from './model/errors.ts'
import { putOff } from './outcome/failure.ts'
import { measure } from './outcome/measure.ts'
import type { MeasuredOutcome, Outcome } from './outcome/outcome.ts'
import type { Gate } from './ports/breaker.ts'
import type { QueueMessage } from './ports/queue.ts'

/** What came of a batch: the outcomes by key, and the ids of the messages that must be delivered again. */
export interface BatchResult {
  readonly outcomes: readonly MeasuredOutcome[]
  readonly refusedMessages: readonly { readonly id: string; readonly code: string; readonly reason: string }[]
  readonly failedIds: readonly string[]
  /** Why no change can be applied until somebody has seen to it, where that is so. */
  readonly halted: { readonly code: string; readonly reason: string } | undefined
}

/** Mirrors all changes of a batch, several keys at once, and settles each message by the outcomes of its own keys. */
export async function mirrorBatch(messages: readonly QueueMessage[], work: Work): Promise<BatchResult> {
  const { changes, messages: read } = coalesce(messages, work.settings.bucket)
  const gate = await readGate(work)
  let stop = gate.stop
  let halted: BatchResult['halted']
  const mirrorUnlessHalted = async (change: Change): Promise<MeasuredOutcome> => {
    const startMs = work.clock.nowMs()
    if (stop) return measure(putOff(change, stop, work), change, { startMs, nowMs: startMs })
    const outcome = await mirrorChange(change, work)
    const { halts, code, reason } = outcome
    if (halts) stop = { code, reason }
    if (halts === 'account') halted = stop
    return measure(outcome, change, { startMs, nowMs: work.clock.nowMs() })
  }
  const outcomes = await pMap(changes, mirrorUnlessHalted, { concurrency: work.settings.changesAtOnce })
  const isServed = outcomes.some(({ mutations }) => mutations.length > 0)
  // Where it cannot be told, the next batch tells it.
  if (gate.isDoubtful && isServed) await work.breaker.noteServed().catch(() => undefined)
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]))
  const settled = await Promise.all(read.map((message) => settle(message, byKey, work)))
  return {
    outcomes,
    refusedMessages: read.flatMap(({ message, unreadable }) => unreadable.map((part) => ({ id: message.id, ...part }))),
    halted,
    failedIds: read.filter((_, index) => !settled[index]).map(({ message }) => message.id),
  }
}

/** Where the breaker cannot be read, nothing else of the ledger can: the batch goes back. */
function readGate({ breaker }: Work): Promise<Gate> {
  return breaker.gate().catch((thrown: unknown) => ({ stop: classify(thrown), isDoubtful: false }))
}

/** True where the message is done with. It is when all its records are, and what it has of the unreadable is refused. */
async function settle(read: ReadMessage, outcomes: ReadonlyMap<string, Outcome>, work: Work): Promise<boolean> {
  const delays = [...read.keys].flatMap((key) => outcomes.get(key)?.delaySeconds ?? [])
  try {
    if (delays.length > 0) {
      await work.queue.delay(read.message, Math.min(...delays))
      return false
    }
    // Refused only now, so that a message that comes back is not refused at each delivery.
    for (const { body, code, reason } of read.unreadable)
      await work.queue.reject(body, { code, reason, key: undefined })
    return true
  } catch {
    // The queue did not answer: the message comes back when its visibility timeout ends.
    return false
  }
}
