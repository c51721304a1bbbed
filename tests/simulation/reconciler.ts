import type { LedgerBreaker } from '../../shared/breaker/breaker.ts'
import { reconcileDelivery } from '../../shared/breaker/reconcile.ts'
import { Invocation } from './invocation.ts'
import { simulatedPorts } from './ports.ts'
import { BUCKET, type World } from './world.ts'

const EVERY_MS = 60_000

/** The function that reconciles delivery with the breaker every minute, and the switch of the event source mapping that it turns. */
export class Reconciler {
  readonly #world: World
  #count = 0

  constructor(world: World) {
    this.#world = world
    this.#wait()
  }

  #wait(): void {
    this.#world.scheduler.after(EVERY_MS, () => {
      this.#wait()
      if (!this.#isCalm()) this.#reconcile()
    })
  }

  /** True where the function would find nothing to do: most of the time, and always the same. */
  #isCalm(): boolean {
    const { table, isDelivering, nowMs } = this.#world
    const id = { partition: `breaker#${BUCKET}`, sort: 'breaker' }
    const { body = {} } = table.apply(nowMs, { kind: 'read', id }).response.row ?? {}
    const isSuspecting = Array.isArray(body.suspicions) && body.suspicions.length > 0
    return isDelivering && !isSuspecting && !body.trouble && !body.paused
  }

  #reconcile(): void {
    const world = this.#world
    const invocation = new Invocation(world, `reconciler${this.#count++}`, 0)
    const { breaker, assets, source, clock } = simulatedPorts(world, invocation)
    const delivery = {
      isEnabled: async () => world.isDelivering,
      enable: async (isEnabled: boolean) => {
        world.isDelivering = isEnabled
        world.remark('', isEnabled ? 'the queue is delivered again' : 'the queue is not delivered')
        if (isEnabled) world.wake()
        else world.faults.count('delivery-paused')
      },
    }
    // Sweeps come at the end: one here would find what must not have been lost.
    const startSweep = async () => undefined
    // A minute later it is tried again, whatever went wrong.
    reconcileDelivery({ breaker, assets, source, clock, delivery, startSweep }).catch(() => undefined)
  }
}

/** What operators do to the breaker. */
export function operatorsBreaker(world: World): LedgerBreaker {
  return simulatedPorts(world, new Invocation(world, `operator${world.nowMs}`, 0)).breaker
}
