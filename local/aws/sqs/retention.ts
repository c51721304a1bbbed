import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { aroundSqs } from '../calls.ts'
import type { Fauxqs, SqsMessage, SqsQueue } from '../fauxqs.ts'

const toQueueSchema = z.looseObject({ QueueUrl: z.string().optional(), SourceArn: z.string().optional() })
const looks = ['ReceiveMessage', 'GetQueueAttributes', 'StartMessageMoveTask'] as const
/** A queue may be long, and is looked at all the time. */
const PAUSE_MS = 1000

/**
 * Gap: fauxqs keeps messages for good. This deletes those that are older than their queue keeps them, before somebody looks. A message that a
 * redrive policy has moved is as old as it was.
 */
export function registerRetention({ app, sqs }: Fauxqs, nowMs: () => number): void {
  const lastMs = new WeakMap<SqsQueue, number>()
  for (const action of looks) {
    aroundSqs(app, action, ({ body }, _reply, next) => {
      const { QueueUrl = '', SourceArn = '' } = toQueueSchema.safeParse(body).data ?? {}
      const queue = sqs.getQueue(QueueUrl) ?? sqs.getQueueByArn(SourceArn)
      const now = nowMs()
      if (queue && now - (lastMs.get(queue) ?? 0) >= PAUSE_MS) {
        lastMs.set(queue, now)
        deleteExpired(queue, now)
      }
      return next()
    })
  }
}

function deleteExpired(queue: SqsQueue, nowMs: number): void {
  const eldestMs = nowMs - Number(queue.getAttribute('MessageRetentionPeriod')) * 1000
  const isExpired = ({ sentTimestamp }: SqsMessage) => sentTimestamp <= eldestMs
  for (const waiting of [queue.messages, queue.delayedMessages]) {
    const expired = waiting.filter(isExpired)
    if (expired.length > 0) waiting.splice(0, waiting.length, ...waiting.filter((message) => !isExpired(message)))
    // Whatever else knows of a message is told when one that was received is deleted.
    for (const message of expired) {
      const receiptHandle = randomUUID()
      queue.inflightMessages.set(receiptHandle, { message, receiptHandle, visibilityDeadline: nowMs })
    }
  }
  for (const [handle, { message }] of [...queue.inflightMessages]) {
    if (isExpired(message)) queue.deleteMessage(handle)
  }
}
