import type { AssetAddress } from '../model/address.ts'
import { classify } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Assets } from '../ports/assets.ts'
import type { Clock } from '../ports/clock.ts'
import type { Delivery } from '../ports/delivery.ts'
import type { LedgerBreaker } from './breaker.ts'
import { isProbeDue, stopOf } from './state.ts'

/** What reconciling delivery reaches of the outside world. */
export interface ReconcileDependencies {
  readonly breaker: LedgerBreaker
  readonly assets: Pick<Assets, 'find'>
  readonly delivery: Delivery
  /** Begins a sweep: what was lost while nothing was delivered is found by it. */
  readonly startSweep: () => Promise<void>
  readonly clock: Clock
}

/** What the breaker is after it has been reconciled. */
export interface Reconciled {
  readonly isOpen: boolean
  readonly isPaused: boolean
  /** Set where delivery was switched. */
  readonly switched?: 'on' | 'off'
}

/** An address that nobody uses: whether there is an asset does not matter, only that the question is answered. */
const PROBED: AssetAddress = { resourceType: 'image', type: 'upload', publicId: 'is-anybody-there' }

/**
 * Asks Cloudinary whether it serves, where that is in question, and makes delivery follow: the only one that switches it, so that
 * a breaker and an operator never undo what the other has done.
 */
export async function reconcileDelivery(dependencies: ReconcileDependencies): Promise<Reconciled> {
  const { breaker, delivery, clock } = dependencies
  const before = await breaker.state()
  const state = isProbeDue(before, clock.nowMs()) ? await breaker.noteProbe(await probe(dependencies)) : before
  const reconciled = { isOpen: state.open !== undefined, isPaused: state.paused !== undefined }
  const isWanted = stopOf(state) === undefined
  if ((await delivery.isEnabled()) === isWanted) return reconciled
  // First, or one that cannot be begun would not be tried again.
  if (isWanted) await dependencies.startSweep()
  await delivery.enable(isWanted)
  return { ...reconciled, switched: isWanted ? 'on' : 'off' }
}

async function probe({ assets }: ReconcileDependencies): Promise<{ isServing: boolean; reason: string }> {
  try {
    await assets.find(PROBED, limits.probeTimeoutMs)
    return { isServing: true, reason: '' }
  } catch (thrown) {
    const failure = classify(thrown)
    // Whoever refuses credentials or asks for patience is there; without credentials nobody was asked.
    const isAsked = failure.code !== 'secret-unreadable'
    return { isServing: isAsked && failure.class !== 'unavailable', reason: failure.reason }
  }
}
