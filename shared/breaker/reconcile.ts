import { limits } from '../model/limits.ts'
import type { Stop, Suspect } from '../ports/breaker.ts'
import type { Clock } from '../ports/clock.ts'
import type { Delivery } from '../ports/delivery.ts'
import type { LedgerBreaker } from './breaker.ts'
import { type ProbeDependencies, probeStage } from './probe.ts'
import { stopOf, suspectsOf, type Trouble } from './state.ts'

/** What reconciling delivery reaches of the outside world. */
export interface ReconcileDependencies extends ProbeDependencies {
  readonly breaker: LedgerBreaker
  readonly delivery: Delivery
  readonly clock: Pick<Clock, 'nowMs'>
  /** Begins a sweep: what was lost while nothing was delivered is found by it. */
  readonly startSweep: () => Promise<void>
}

/** What the breaker is after it has been reconciled. */
export interface Reconciled {
  readonly trouble: Trouble | undefined
  /** Why nothing is mirrored, where nothing is. */
  readonly stop: Stop | undefined
  readonly isPaused: boolean
  /** Set where delivery was switched. */
  readonly switched?: 'on' | 'off'
}

/**
 * Asks what is suspected whether it is well, and makes delivery follow: the only one that switches it, so that a trouble and an
 * operator never undo what the other has done.
 */
export async function reconcileDelivery(dependencies: ReconcileDependencies): Promise<Reconciled> {
  const { breaker, delivery, clock } = dependencies
  const before = await breaker.state()
  const suspects = suspectsOf(before, clock.nowMs())
  const state = suspects.length > 0 ? await breaker.noteAnswer(before, await ask(dependencies, suspects)) : before
  const stop = stopOf(state)
  const reconciled = { trouble: state.trouble, stop, isPaused: state.paused !== undefined }
  const isWanted = stop === undefined
  if ((await delivery.isEnabled()) === isWanted) return reconciled
  // First, or one that cannot be begun would not be tried again.
  if (isWanted) await dependencies.startSweep()
  await delivery.enable(isWanted)
  return { ...reconciled, switched: isWanted ? 'on' : 'off' }
}

/** The first trouble that there is. */
async function ask(dependencies: ReconcileDependencies, suspects: readonly Suspect[]): Promise<Suspect | undefined> {
  for (const suspect of suspects) {
    const found = await probeStage(dependencies, suspect, limits.probeTimeoutMs)
    if (found) return found
  }
  return undefined
}
