import type { ReadMessage } from '../event/coalesce.ts'
import type { Queue } from '../ports/queue.ts'
import type { Outcome } from './outcome.ts'

/**
 * Completes one message by the outcomes of its own keys. True where it is done with: when all its records are, and what it has of
 * the unreadable is refused. Else it is delivered again as soon as one of its keys can go on.
 */
export async function completeMessage(
  { message, keys, unreadable }: ReadMessage,
  outcomes: ReadonlyMap<string, Outcome>,
  queue: Queue,
): Promise<boolean> {
  const delays = [...keys].flatMap((key) => outcomes.get(key)?.delaySeconds ?? [])
  try {
    if (delays.length > 0) {
      await queue.delay(message, Math.min(...delays))
      return false
    }
    // Refused only now, so that a message that comes back is not refused at each delivery.
    for (const { body, code, reason } of unreadable) await queue.reject(body, { code, reason, key: undefined })
    return true
  } catch {
    // The queue did not answer: the message comes back when its visibility timeout ends.
    return false
  }
}
