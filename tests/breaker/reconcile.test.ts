import { expect } from 'chai'
import { reconcileDelivery } from '../../shared/breaker/reconcile.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { throws } from '../support/moments.ts'
import { MemoryWorld } from '../support/world.ts'

const s3Down = new TransientError('s3-503', 'slow down', { scope: 'source' })

/** A stage whose delivery is on or off, and what is asked of it. */
function withStage({ isEnabled }: { isEnabled: boolean }) {
  const world = new MemoryWorld()
  const { source, assets, clock } = world.dependencies()
  const stage = { isEnabled, sweeps: 0 }
  const { breaker } = world.records
  const dependencies = {
    breaker,
    source,
    assets,
    clock,
    delivery: {
      isEnabled: async () => stage.isEnabled,
      enable: async (isWanted: boolean) => {
        stage.isEnabled = isWanted
      },
    },
    startSweep: async () => {
      if (++stage.sweeps === 1) throw new Error('throttled')
    },
  }
  return { world, stage, breaker, dependencies }
}

describe('reconciling delivery', () => {
  it('tries again to begin a sweep that could not be begun', async () => {
    const { stage, dependencies } = withStage({ isEnabled: false })
    expect(await reconcileDelivery(dependencies).catch((thrown: Error) => thrown.message)).to.equal('throttled')
    expect(await reconcileDelivery(dependencies)).to.deep.include({ switched: 'on' })
    expect([stage.sweeps, stage.isEnabled]).to.deep.equal([2, true])
  })

  it('asks after a suspicion, stops delivery for a trouble and starts it again when that is over', async () => {
    const { world, stage, breaker, dependencies } = withStage({ isEnabled: true })
    const suspect = { scope: 'source', code: 's3-503', reason: 'no' } as const
    await breaker.judge(
      { ...suspect, key: 'a.jpg', isFresh: true, isLast: false, isPassing: false },
      async () => undefined,
    )
    world.moments.before('source.confirmBucket', throws(s3Down))
    const stopped = await reconcileDelivery(dependencies)
    expect(stopped).to.deep.include({ switched: 'off', isPaused: false })
    expect(stopped.stop).to.deep.include({ code: 'source-trouble' })
    expect(stopped.trouble).to.deep.include({ scope: 'source', code: 's3-503', reason: 'slow down' })
    stage.sweeps = 1
    expect(await reconcileDelivery(dependencies)).to.deep.include({ switched: 'on', trouble: undefined })
    expect((await breaker.gate()).troubleEndedMs).to.equal(world.clock.nowMs())
  })

  it('asks nothing where nothing is suspected', async () => {
    const { world, dependencies } = withStage({ isEnabled: true })
    world.moments.before('source.confirmBucket', throws(s3Down))
    expect(await reconcileDelivery(dependencies)).to.deep.equal({
      trouble: undefined,
      stop: undefined,
      isPaused: false,
    })
  })

  it('stays off for an operator when a trouble is over', async () => {
    const { stage, breaker, dependencies } = withStage({ isEnabled: false })
    await breaker.pause('a move')
    const suspect = { scope: 'source', code: 's3-503', reason: 'no' } as const
    await breaker.judge(
      { ...suspect, key: 'a.jpg', isFresh: false, isLast: true, isPassing: false },
      async () => suspect,
    )
    expect((await breaker.state()).trouble).to.deep.include(suspect)
    expect(await reconcileDelivery(dependencies)).to.deep.include({ trouble: undefined, isPaused: true })
    expect([stage.sweeps, stage.isEnabled]).to.deep.equal([0, false])
  })
})
