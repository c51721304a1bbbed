import { isDeepStrictEqual } from 'node:util'
import type { Recorded } from '../ledger/ledger.ts'
import type { AssetAddress } from '../model/address.ts'
import type { Entry, Operation } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'
import type { Unended } from '../model/unended.ts'
import { endLease, expireLease, isLeased, openAttempt } from '../record/transitions.ts'
import { noteEnd } from '../record/unended.ts'
import { attemptDeadlineMs, type Dependencies } from './dependencies.ts'

/**
 * One worker's claim on one key. `entry` is the draft that the next save writes; a save succeeds only if nobody has
 * written since the last one, so that a worker whose lease ran out can no longer record anything.
 */
export class Claim {
  entry: Entry
  readonly token: string
  readonly #dependencies: Dependencies
  #recorded: Recorded
  #announced = 0
  #hasBegun = false

  private constructor(dependencies: Dependencies, recorded: Recorded, token: string) {
    this.#dependencies = dependencies
    this.#recorded = recorded
    this.token = token
    this.entry = expireLease(recorded.entry, dependencies.clock.nowMs())
  }

  /** Prepares to work on a key, writing nothing yet; undefined where another worker has the lease. */
  static async on(
    dependencies: Dependencies,
    key: string,
    token = dependencies.clock.unique(),
  ): Promise<Claim | undefined> {
    const recorded = await dependencies.ledger.read(key)
    const isBusy = isLeased(recorded.entry, dependencies.clock.nowMs(), token)
    return isBusy ? undefined : new Claim(dependencies, recorded, token)
  }

  /** True where the draft says something that the ledger does not. */
  get isChanged(): boolean {
    return !isDeepStrictEqual(this.entry, this.#recorded.entry)
  }

  /** Writes the draft. Throws where another worker has written meanwhile. */
  async save(): Promise<void> {
    const saved = await this.#dependencies.ledger.save(this.#recorded, this.entry)
    if (!saved)
      throw new TransientError('superseded', `another worker has taken over ${this.entry.key}`, { kind: 'waiting' })
    this.#recorded = saved
  }

  /**
   * Takes the lease and announces a request, in one write. Each has a token of its own, so that what one has left in Cloudinary is not
   * taken for the next one's. `patience`: see attemptDeadlineMs.
   */
  async announce(operation: Operation, address: AssetAddress, patience = 1): Promise<void> {
    const { deadlineMs: leaseUntilMs } = this.#dependencies
    const deadlineMs = attemptDeadlineMs(this.#dependencies, patience)
    const token = this.#announced === 0 ? this.token : `${this.token}/${this.#announced}`
    this.#announced++
    this.entry = openAttempt(this.entry, { token, operation, address, deadlineMs }, leaseUntilMs)
    await this.save()
  }

  /** Notes, before anything else is done, that a delivery begins; `finish` takes it back. */
  async begin(unended: Unended): Promise<void> {
    this.#hasBegun = true
    this.entry = { ...this.entry, unended }
    await this.save()
  }

  /** Writes the draft without the lease, if it says anything new. */
  async finish(): Promise<void> {
    this.entry = endLease(this.#hasBegun ? noteEnd(this.entry) : this.entry)
    if (this.isChanged) await this.save()
  }
}
