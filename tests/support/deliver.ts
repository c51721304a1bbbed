import { type BatchResult, mirrorBatch } from '../../shared/batch.ts'
import { writeMessage } from '../../shared/event/write-message.ts'
import { REJECTION_ATTRIBUTE } from '../../shared/ports/queue.ts'
import { BUCKET, type MemoryWorld } from './world.ts'

/** A record of an event, as a message holds them. */
function recordOf(key: string): unknown {
  const [record] = JSON.parse(writeMessage({ bucket: BUCKET, key, source: 'test', atMs: 0 })).Records
  return record
}

/** Puts a message with these records onto the queue: events of keys, or what cannot be read. */
export function send(
  world: MemoryWorld,
  records: readonly unknown[],
  attributes: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ Records: records.map((one) => (typeof one === 'string' ? recordOf(one) : one)) })
  world.changes.apply(world.clock.nowMs(), { kind: 'send', body, attributes })
}

/** Delivers what is visible to a worker, and deletes what it is done with, as the event source mapping does. */
export async function deliver(world: MemoryWorld): Promise<BatchResult> {
  const received = world.changes.apply(world.clock.nowMs(), { kind: 'receive', most: 10 }).response
  const messages = received.map(({ attributes, sentMs, ...rest }) => ({
    ...rest,
    ...(REJECTION_ATTRIBUTE in attributes && { redrivenMs: sentMs }),
  }))
  const result = await mirrorBatch(messages, world.dependencies())
  for (const { id, receiptHandle } of messages) {
    if (!result.failedIds.includes(id)) world.changes.apply(0, { kind: 'delete', receiptHandle })
  }
  return result
}

/** In how many seconds each message that is left comes back. */
export function left(world: MemoryWorld): Readonly<Record<string, number>> {
  const messages = [...world.changes.messages.values()]
  return Object.fromEntries(messages.map(({ id, visibleAtMs }) => [id, (visibleAtMs - world.clock.nowMs()) / 1000]))
}

/** Why each dead letter was rejected. */
export function deadLetters(world: MemoryWorld): readonly (string | undefined)[] {
  return [...world.deadLetters.messages.values()].map(({ attributes }) => attributes[REJECTION_ATTRIBUTE])
}
