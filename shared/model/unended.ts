/** Deliveries in a row in which the key was tried alone and that never ended: the worker hung, or died. Times are Unix milliseconds. */
export interface Unended {
  readonly count: number
  /** When the last one began, alone or among others. */
  readonly beganMs: number
  /** Until when its worker may still be at it. */
  readonly untilMs: number
  /** How often the key was refused for it, when its dead letter was written, and when it is tried again. */
  readonly refused?: { readonly times: number; readonly letterMs: number; readonly retryMs: number }
}
