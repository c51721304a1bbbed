import { limits } from './limits.ts'
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
 * - transient: something went wrong, which is counted for the key unless it is the stage's trouble;
 * - withheld: the guard keeps what has to go first, until an operator releases it;
 * - waiting: nothing is wrong, something else has to come first;
 * - throttled: the other side asks for patience.
 */
export type TransientKind = 'transient' | 'withheld' | 'waiting' | 'throttled'

/** What all keys of a stage depend on: the Cloudinary account, the bucket, and Cloudinary itself. */
export type StageScope = 'account' | 'source' | 'cloud'

/** Whose trouble a failure may be. One answer does not tell: a stage's is a suspicion, until others and a probe bear it out. */
export type Scope = 'key' | StageScope

/** The same input may work later, not before `notBeforeMs` (Unix milliseconds) where the other side named a time. */
export class TransientError extends Error {
  override readonly name = 'TransientError'
  readonly code: ReasonCode
  readonly kind: TransientKind
  readonly scope: Scope
  readonly effect: Effect
  readonly notBeforeMs: number | undefined

  constructor(code: ReasonCode, message: string, options: TransientOptions = {}) {
    super(message, options)
    this.code = code
    this.kind = options.kind ?? 'transient'
    this.scope = options.scope ?? 'key'
    this.effect = options.effect ?? 'none'
    this.notBeforeMs = options.notBeforeMs
  }
}

interface TransientOptions {
  readonly cause?: unknown
  readonly kind?: TransientKind
  readonly scope?: Scope
  readonly effect?: Effect
  readonly notBeforeMs?: number
}

/** A failure as the way of a change sees it: its class decides what happens next, the rest is for people. */
export interface Failure {
  readonly class: 'permanent' | 'defect' | TransientKind
  readonly scope: Scope
  readonly code: ReasonCode
  readonly reason: string
  readonly effect: Effect
  readonly notBeforeMs: number | undefined
}

/** True where the other side asks for patience, and does not say that it will for long: it is well, and has much to do. */
export function isPassing({ class: kind, notBeforeMs = 0 }: Failure, nowMs: number): boolean {
  return kind === 'throttled' && notBeforeMs - nowMs < limits.passingMs
}

/** Classifies anything thrown. What no adapter has classified is a defect in us, and may have had an effect. */
export function classify(thrown: unknown): Failure {
  if (thrown instanceof PermanentError) {
    const { code, message: reason } = thrown
    return { class: 'permanent', scope: 'key', code, reason, effect: 'none', notBeforeMs: undefined }
  }
  if (thrown instanceof TransientError) {
    const { code, message, kind, scope, effect, notBeforeMs } = thrown
    return { class: kind, scope, code, reason: message, effect, notBeforeMs }
  }
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return { class: 'defect', scope: 'key', code: 'defect', reason, effect: 'unknown', notBeforeMs: undefined }
}
