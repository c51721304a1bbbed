import { KEY_ATTRIBUTE, type Queue, REASON_ATTRIBUTE, REJECTION_ATTRIBUTE } from '../../shared/ports/queue.ts'
import type { QueueService } from '../simulation/services/queue-service.ts'
import type { FakeClock } from './fake-clock.ts'
import type { Moments } from './moments.ts'

interface MemoryQueues {
  readonly changes: QueueService
  readonly deadLetters: QueueService
  readonly clock: FakeClock
  readonly moments: Moments
}

/** The port onto a queue and its dead-letter queue in memory. */
export function memoryQueue({ changes, deadLetters, clock, moments }: MemoryQueues): Queue {
  return {
    delay: ({ id, receiptHandle }, seconds) =>
      moments.around('queue.delay', id, () => {
        changes.apply(clock.nowMs(), { kind: 'delay', receiptHandle, seconds })
      }),
    reject: (body, { code, reason, key = '' }) =>
      moments.around('queue.reject', key, () => {
        const attributes = { [REJECTION_ATTRIBUTE]: code, [REASON_ATTRIBUTE]: reason, [KEY_ATTRIBUTE]: key }
        deadLetters.apply(clock.nowMs(), { kind: 'send', body, attributes })
      }),
    send: (bodies) =>
      moments.around('queue.send', '', () => {
        for (const body of bodies) changes.apply(clock.nowMs(), { kind: 'send', body })
      }),
  }
}
