import { z } from 'zod'
import { quotaMessage } from './admin/quota.ts'
import { type Operation, operationSchema } from './operation.ts'

const delayMs = z.int().min(0).max(3_600_000)
const count = z.int().min(1)

const failureSchema = z
  .strictObject({
    /** Which operation it befalls; without it the next one, whichever it is. */
    operation: operationSchema.optional(),
    times: count.default(1),
    /** Waits before anything takes effect, also when the client has given up by then. */
    delayMs: delayMs.optional(),
    /** Whether the operation is carried out all the same. */
    effect: z.enum(['none', 'applied']).default('none'),
    /** Answers with this status and message. */
    status: z.int().min(400).max(599).optional(),
    message: z.string().optional(),
    retryAfterSeconds: z.int().min(0).optional(),
    /** Never answers. */
    hang: z.boolean().default(false),
    /** Breaks the connection off instead of answering. */
    reset: z.boolean().default(false),
  })
  .refine(({ status, hang, reset, delayMs }) => status !== undefined || hang || reset || delayMs !== undefined, {
    message: 'a failure needs one of: status, hang, reset, delayMs',
  })

/** The faults that can be asked for; each is off until it is named. */
export const faultsSchema = z.strictObject({
  latencyMs: delayMs.optional(),
  rejectAbovePerSecond: count.optional(),
  rejectAboveConcurrent: count.optional(),
  adminCallsPerHour: z.int().min(0).optional(),
  failNext: z.array(failureSchema).default([]),
  /** How long the pull of a remote source takes. */
  fetchDelayMs: delayMs.optional(),
  /** So many notifications are lost, and so many of the next ones are sent twice. */
  dropNotifications: count.optional(),
  duplicateNotifications: count.optional(),
})

export type FaultSettings = z.infer<typeof faultsSchema>
export type Failure = z.infer<typeof failureSchema>

/** What awaits a request that has just arrived. */
export type Fate =
  | { readonly kind: 'rejected'; readonly message: string }
  | { readonly kind: 'admitted'; readonly delayMs: number; readonly failure?: Failure }

const none = faultsSchema.parse({})

/** The troubles that a test or an operator has asked for, and the traffic they depend on. */
export class Faults {
  #settings: FaultSettings = none
  #second = 0
  #admittedInSecond = 0
  #concurrent = 0

  get settings(): FaultSettings {
    return this.#settings
  }

  /** Replaces all faults. What came before counts against no limit. */
  set(settings: FaultSettings): void {
    this.#settings = settings
    this.#admittedInSecond = 0
  }

  /** Ends all faults; requests that already suffer one go on suffering it. */
  clear(): void {
    this.#settings = none
  }

  /** Counts a request in, and tells its fate; every arrival must be followed by one `leave`. */
  arrive(operation: Operation, nowMs: number): Fate {
    const message = this.#refusal(nowMs)
    if (message !== undefined) return { kind: 'rejected', message }
    this.#concurrent += 1
    this.#admittedInSecond += 1
    const failure = this.#takeFailure(operation)
    const delayMs = (this.#settings.latencyMs ?? 0) + (failure?.delayMs ?? 0)
    return { kind: 'admitted', delayMs, ...(failure && { failure }) }
  }

  /** Counts a request out; only those that were admitted were under way. */
  leave(fate: Fate): void {
    if (fate.kind === 'admitted') this.#concurrent -= 1
  }

  /** Tells what becomes of a notification that is about to be sent. */
  takeNotification(): 'sent' | 'dropped' | 'twice' {
    if (this.#countDown('dropNotifications')) return 'dropped'
    return this.#countDown('duplicateNotifications') ? 'twice' : 'sent'
  }

  #countDown(name: 'dropNotifications' | 'duplicateNotifications'): boolean {
    const left = this.#settings[name] ?? 0
    if (left > 0) this.#settings = { ...this.#settings, [name]: left > 1 ? left - 1 : undefined }
    return left > 0
  }

  /** Limits count by the seconds of the clock, as the Admin API's do by its hours. When others will have ended nobody can name. */
  #refusal(nowMs: number): string | undefined {
    const { rejectAboveConcurrent = Infinity, rejectAbovePerSecond = Infinity } = this.#settings
    if (this.#concurrent >= rejectAboveConcurrent) return 'Rate Limit Exceeded'
    const second = Math.floor(nowMs / 1000)
    if (second !== this.#second) this.#admittedInSecond = 0
    this.#second = second
    const isTooFast = this.#admittedInSecond >= rejectAbovePerSecond
    return isTooFast ? quotaMessage(rejectAbovePerSecond, (second + 1) * 1000) : undefined
  }

  #takeFailure(operation: Operation): Failure | undefined {
    const { failNext } = this.#settings
    const at = failNext.findIndex((failure) => failure.operation === undefined || failure.operation === operation)
    const failure = failNext[at]
    if (!failure) return undefined
    const left = failure.times > 1 ? [{ ...failure, times: failure.times - 1 }] : []
    this.#settings = { ...this.#settings, failNext: failNext.toSpliced(at, 1, ...left) }
    return failure
  }
}
