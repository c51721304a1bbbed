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
  const changes = new Map<string, Merged>()
  const read = messages.map((message) => {
    const { events, unreadable } = readMessage(message.body, bucket)
    for (const event of events) merge(changes, event, message)
    return { message, keys: new Set(events.map((event) => event.key)), unreadable }
  })
  return { messages: read, changes: [...changes.values()] }
}

/** A change that is being put together: a message may have thousands of events of one key. */
interface Merged {
  readonly key: string
  readonly events: SourceEvent[]
  receiveCount: number
  redrivenMs?: number
}

function merge(changes: Map<string, Merged>, event: SourceEvent, message: QueueMessage): void {
  const { key } = event
  const change: Merged = changes.get(key) ?? { key, events: [], receiveCount: 0 }
  changes.set(key, change)
  change.events.push(event)
  // The most patient of a change's messages sets its pace, so that a fresh event does not hurry an old trouble.
  change.receiveCount = Math.max(change.receiveCount, message.receiveCount)
  if (message.redrivenMs !== undefined) change.redrivenMs = Math.max(change.redrivenMs ?? 0, message.redrivenMs)
}
