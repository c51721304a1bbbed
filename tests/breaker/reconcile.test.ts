import { expect } from 'chai'
import { LedgerBreaker } from '../../shared/breaker/breaker.ts'
import { reconcileDelivery } from '../../shared/breaker/reconcile.ts'
import { memoryRows } from '../support/memory-rows.ts'

describe('tending the breaker', () => {
  it('tries again to begin a sweep that could not be begun', async () => {
    const clock = { nowMs: () => 0, random: () => 0, unique: () => 'one' }
    let isEnabled = false
    let tries = 0
    const work = {
      breaker: new LedgerBreaker(memoryRows(), 'studio', clock),
      assets: { find: async () => undefined },
      clock,
      delivery: {
        isEnabled: async () => isEnabled,
        enable: async (isWanted: boolean) => {
          isEnabled = isWanted
        },
      },
      startSweep: async () => {
        if (++tries === 1) throw new Error('throttled')
      },
    }
    expect(await reconcileDelivery(work).catch((thrown: Error) => thrown.message)).to.equal('throttled')
    expect(await reconcileDelivery(work)).to.deep.include({ switched: 'on' })
    expect([tries, isEnabled]).to.deep.equal([2, true])
  })
})
