import { isDeepStrictEqual } from 'node:util'
import type { Recorded } from '../ledger/ledger.ts'
import type { AssetAddress } from '../model/address.ts'
import type { Entry, Operation } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import { closeAttempt, isHeld, openAttempt, release, takeOver } from '../record/transitions.ts'
import type { Work } from './dependencies.ts'

/**
 * One worker's hold on one entry. `entry` is the draft that the next save writes; a save succeeds only if nobody has
 * written since the last one, so that a worker whose lease ran out can no longer record anything.
 */
export class Hold {
  entry: Entry
  readonly token: string
  readonly #work: Work
  #recorded: Recorded

  private constructor(work: Work, recorded: Recorded, token: string) {
    this.#work = work
    this.#recorded = recorded
    this.token = token
    this.entry = takeOver(recorded.entry, work.clock.nowMs())
  }

  /** Prepares to work on a key, writing nothing yet; undefined where another worker holds it. */
  static async on(work: Work, key: string, token = work.clock.unique()): Promise<Hold | undefined> {
    const recorded = await work.ledger.read(key)
    return isHeld(recorded.entry, work.clock.nowMs(), token) ? undefined : new Hold(work, recorded, token)
  }

  /** True where the draft says something that the ledger does not. */
  get isChanged(): boolean {
    return !isDeepStrictEqual(this.entry, this.#recorded.entry)
  }

  /** Writes the draft. Throws where another worker has written meanwhile. */
  async save(): Promise<void> {
    const saved = await this.#work.ledger.save(this.#recorded, this.entry)
    if (!saved)
      throw new TransientError('superseded', `another worker has taken over ${this.entry.key}`, { kind: 'waiting' })
    this.#recorded = saved
  }

  /**
   * Takes the lease and announces a request, in one write. It is sent before the invocation ends, perhaps just before: only
   * then begins the time in which it may take effect, which `patience` multiplies.
   */
  async announce(operation: Operation, address: AssetAddress, patience = 1): Promise<void> {
    const { settings, deadlineMs } = this.#work
    const attemptDeadlineMs = deadlineMs + settings.attemptMs * patience
    const attempt = { token: this.token, operation, address, deadlineMs: attemptDeadlineMs }
    this.entry = openAttempt(this.entry, attempt, deadlineMs)
    await this.save()
  }

  /** Takes the announcement back, where nothing was sent. */
  async withdraw(): Promise<void> {
    this.entry = release(closeAttempt(this.entry))
    await this.save()
  }

  /** Writes the draft without the lease, if it says anything new. */
  async finish(): Promise<void> {
    this.entry = release(this.entry)
    if (this.isChanged) await this.save()
  }
}
