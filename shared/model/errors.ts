import type { ReasonCode } from './reasons.ts'

/** What a failed call says of its own effect: nothing happened, or nobody can tell. */
export type Effect = 'none' | 'unknown'

/** This input will never work as it is. It is refused to the dead-letter queue with this reason. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
  readonly code: ReasonCode

  constructor(code: ReasonCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.code = code
  }
}

/**
 * Why the same input may work later:
 * - transient: something went wrong with this change, which is counted;
 * - withheld: the guard keeps what has to go first, until an operator releases it;
 * - waiting: nothing is wrong, something else has to come first;
 * - unavailable: Cloudinary was unavailable; counted for this change while it serves others;
 * - throttled: the other side asks for patience;
 * - halted: it is no single change's trouble but the account's, so that every other change would fail like this one.
 */
export type TransientKind = 'transient' | 'unavailable' | 'withheld' | 'waiting' | 'throttled' | 'halted'

/** The same input may work later, not before `notBeforeMs` (Unix milliseconds) where the other side named a time. */
export class TransientError extends Error {
  override readonly name = 'TransientError'
  readonly code: ReasonCode
  readonly kind: TransientKind
  readonly effect: Effect
  readonly notBeforeMs: number | undefined

  constructor(code: ReasonCode, message: string, options: TransientOptions = {}) {
    super(message, options)
    this.code = code
    this.kind = options.kind ?? 'transient'
    this.effect = options.effect ?? 'none'
    this.notBeforeMs = options.notBeforeMs
  }
}

interface TransientOptions {
  readonly cause?: unknown
  readonly kind?: TransientKind
  readonly effect?: Effect
  readonly notBeforeMs?: number
}

/** A failure as the way of a change sees it: its class decides what happens next, the rest is for people. */
export interface Failure {
  readonly class: 'permanent' | 'defect' | TransientKind
  readonly code: ReasonCode
  readonly reason: string
  readonly effect: Effect
  readonly notBeforeMs: number | undefined
}

/** Classifies anything thrown. What no adapter has classified is a defect in us, and may have had an effect. */
export function classify(thrown: unknown): Failure {
  if (thrown instanceof PermanentError) {
    return { class: 'permanent', code: thrown.code, reason: thrown.message, effect: 'none', notBeforeMs: undefined }
  }
  if (thrown instanceof TransientError) {
    const { code, message, kind, effect, notBeforeMs } = thrown
    return { class: kind, code, reason: message, effect, notBeforeMs }
  }
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return { class: 'defect', code: 'defect', reason, effect: 'unknown', notBeforeMs: undefined }
}
