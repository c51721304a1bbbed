import type { Ledger } from '../ledger/ledger.ts'
import type { Owners } from '../ledger/owners.ts'
import { TransientError } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Assets } from '../ports/assets.ts'
import type { Breaker } from '../ports/breaker.ts'
import type { Clock } from '../ports/clock.ts'
import type { Guard } from '../ports/guard.ts'
import type { Queue } from '../ports/queue.ts'
import type { Source } from '../ports/source.ts'
import type { Rules } from '../rules/rules.ts'

/** What the mirror keeps of its settings. */
export interface MirrorSettings {
  readonly bucket: string
  readonly settleMs: number
  /** How long after its sending a request to Cloudinary may still take effect. */
  readonly attemptMs: number
  /** How many keys one invocation works on at once. */
  readonly changesAtOnce: number
  /** Where Cloudinary tells that an upload in the background is done; without it, looks find that out. */
  readonly webhookUrl: string | undefined
}

/** The outside world, as the mirror reaches it, with the ledger that it keeps there. */
export interface Services {
  readonly source: Source
  readonly assets: Assets
  readonly ledger: Ledger
  readonly owners: Owners
  readonly queue: Queue
  readonly guard: Guard
  readonly breaker: Breaker
  readonly clock: Clock
}

/** Everything one invocation works with. */
export interface Dependencies extends Services {
  readonly rules: Rules
  readonly settings: MirrorSettings
  /** When (Unix milliseconds) the stage's last trouble ended: what had failed by then says nothing of the keys. */
  readonly troubleEndedMs?: number | undefined
  /** When the invocation is ended from outside (Unix milliseconds); its leases end then too, for nobody outlives it. */
  readonly deadlineMs: number
}

type Times = Pick<Dependencies, 'deadlineMs' | 'clock'>

/** True where a request that is sent now would have the time that it takes. */
export function hasRequestTime({ deadlineMs, clock }: Times): boolean {
  return timeLeftMs({ deadlineMs, clock }) >= limits.requestTimeLeastMs
}

/** How long (milliseconds) a request that is sent now may take. Throws where that is less than it takes. */
export function requestTimeMs(times: Times): number {
  if (!hasRequestTime(times)) throw new TransientError('out-of-time', 'the invocation ends', { kind: 'waiting' })
  return Math.min(limits.requestTimeoutMs, timeLeftMs(times))
}

/** How long (milliseconds) the bytes of one object may be sent. Throws where that is less than a request takes. */
export function sendingTimeMs(times: Times): number {
  requestTimeMs(times)
  return timeLeftMs(times)
}

function timeLeftMs({ deadlineMs, clock }: Times): number {
  return deadlineMs - clock.nowMs() - limits.closingTimeMs
}

/**
 * Until when (Unix milliseconds) a request that is announced now may take effect. It is sent before the invocation ends, perhaps
 * just before: only then begins the time in which it may take effect, which `patience` multiplies.
 */
export function attemptDeadlineMs({ settings, deadlineMs }: Dependencies, patience: number): number {
  return deadlineMs + settings.attemptMs * patience
}
