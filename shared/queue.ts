import type { QueueMessage } from './change/coalesce.ts'

/** Why something is in the dead-letter queue; written as message attributes. */
export interface Rejection {
  readonly code: string
  readonly reason: string
  readonly key: string | undefined
}

/** The change queue and its dead-letter queue, as the worker reaches them. */
export interface Queue {
  /** Hides a message for that long (0 to 43,200 s) before it is delivered again. */
  delay(message: QueueMessage, seconds: number): Promise<void>
  /** Puts a body into the dead-letter queue, with the reason. */
  reject(body: string, rejection: Rejection): Promise<void>
  /** Puts bodies into the change queue. */
  send(bodies: readonly string[]): Promise<void>
}
