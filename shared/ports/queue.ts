import type { ReasonCode } from '../model/reasons.ts'

/** One message as the queue delivered it. */
export interface QueueMessage {
  readonly id: string
  readonly receiptHandle: string
  readonly body: string
  /** How often the queue has handed this message out, this time included. */
  readonly receiveCount: number
  /** When (Unix milliseconds) it was sent, where it comes back from the dead-letter queue: an operator asks to try again. */
  readonly redrivenMs?: number
}

/** The attribute by which a message says that it comes from the dead-letter queue. */
export const REJECTION_ATTRIBUTE = 'RejectionCode'
/** The attributes that say why a message is in the dead-letter queue, and for which key. */
export const REASON_ATTRIBUTE = 'RejectionReason'
export const KEY_ATTRIBUTE = 'ObjectKey'

/** Why something is in the dead-letter queue; written as message attributes. */
export interface Rejection {
  readonly code: ReasonCode
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
