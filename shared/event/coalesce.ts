import type { Change, SourceEvent } from '../model/change.ts'
import type { QueueMessage } from '../ports/queue.ts'
import { readMessage, type Unreadable } from './read-message.ts'

/** One message after reading: which keys it waits for, and what in it has to be refused. */
export interface ReadMessage {
  readonly message: QueueMessage
  readonly keys: ReadonlySet<string>
  readonly unreadable: readonly Unreadable[]
}

/** Reads a batch and turns all events of a key into one change, whatever the order they came in. */
export function coalesce(
  messages: readonly QueueMessage[],
  bucket: string,
): { readonly messages: readonly ReadMessage[]; readonly changes: readonly Change[] } {
  const changes = new Map<string, Change>()
  const read = messages.map((message) => {
    const { events, unreadable } = readMessage(message.body, bucket)
    for (const event of events) changes.set(event.key, merge(changes.get(event.key), event, message))
    return { message, keys: new Set(events.map((event) => event.key)), unreadable }
  })
  return { messages: read, changes: [...changes.values()] }
}

function merge(change: Change | undefined, event: SourceEvent, message: QueueMessage): Change {
  const redrives = [change?.redrivenMs, message.redrivenMs].filter((sentMs) => sentMs !== undefined)
  return {
    key: event.key,
    events: [...(change?.events ?? []), event],
    // The most patient of a change's messages sets its pace, so that a fresh event does not hurry an old trouble.
    receiveCount: Math.max(change?.receiveCount ?? 0, message.receiveCount),
    ...(redrives.length > 0 && { redrivenMs: Math.max(...redrives) }),
  }
}
