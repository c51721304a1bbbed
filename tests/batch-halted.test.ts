import { expect } from 'chai'
import { emptyEntry } from '../shared/model/entry.ts'
import { TransientError } from '../shared/model/errors.ts'
import type { Suspect } from '../shared/ports/breaker.ts'
import { deliver, left, send } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { MemoryWorld } from './support/world.ts'

function withObjects(): MemoryWorld {
  const world = new MemoryWorld()
  for (const key of ['a.jpg', 'b.jpg']) world.put(key, `content of ${key}`)
  return world
}

describe('a batch of which nothing can be mirrored', () => {
  const refused = new TransientError('cloudinary-401', 'Unknown API key', { scope: 'account' })

  it('defers the rest, and says so, where the account refuses everything', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    send(world, ['b.jpg'])
    for (const key of ['c.jpg', 'd.jpg']) await suspect(world, key, refused)
    world.moments.before('assets.upload', throws(refused), 'a')
    world.moments.before('assets.find', throws(refused))
    const { outcomes, halted } = await deliver(world)
    const since = new Date(world.clock.nowMs()).toISOString()
    const reason = `Cloudinary refuses the account, since ${since}: Unknown API key`
    expect(halted).to.deep.equal({ code: 'account-trouble', reason })
    expect(outcomes.map(({ key, code, failures }) => [key, code, failures])).to.deep.equal([
      ['a.jpg', 'account-trouble', undefined],
      ['b.jpg', 'account-trouble', undefined],
    ])
    expect([world.account, left(world)]).to.deep.equal([{}, { m0: 30, m1: 30 }])
    expect(await world.entry('a.jpg')).to.deep.equal(emptyEntry('a.jpg'))
  })

  it('goes on for the rest where one signature is refused', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    send(world, ['b.jpg'])
    world.moments.before('assets.upload', throws(refused), 'a')
    const { outcomes, halted } = await deliver(world)
    expect(outcomes.map(({ key, code, failures }) => [key, code, failures])).to.deep.equal([
      ['a.jpg', 'cloudinary-401', 1],
      ['b.jpg', 'skip', undefined],
    ])
    expect([world.account, halted]).to.deep.equal([{ 'image/b': 'content of b.jpg' }, undefined])
  })

  it('is not tried while an operator has paused the queue', async () => {
    const world = withObjects()
    await world.records.breaker.pause('a migration')
    send(world, ['a.jpg'])
    const { outcomes, halted } = await deliver(world)
    expect(outcomes[0]).to.deep.include({ result: 'retry', code: 'paused', delaySeconds: 30 })
    expect([world.account, halted, left(world)]).to.deep.equal([{}, undefined, { m0: 30 }])
    await world.records.breaker.resume()
    world.clock.advance(30_000)
    await deliver(world)
    expect([Object.keys(world.account), left(world)]).to.deep.equal([['image/a'], {}])
  })

  it('goes back where the breaker cannot be read', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    expect((await deliver(world)).outcomes[0]).to.deep.include({ result: 'retry', code: 'dynamodb-503' })
    expect([world.account, left(world)]).to.deep.equal([{}, { m0: 30 }])
  })
})

describe('a batch while something is suspected', () => {
  const down = new TransientError('cloudinary-503', 'no', { scope: 'cloud' })
  const suspected = async (world: MemoryWorld) =>
    (await world.records.breaker.state()).suspicions.flatMap(({ keys }) => keys)

  it('tells which keys have failed, and when one is uploaded', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    world.moments.before('assets.upload', throws(down))
    await deliver(world)
    expect(await suspected(world)).to.deep.equal(['a.jpg'])
    send(world, ['b.jpg'])
    await deliver(world)
    expect(await suspected(world)).to.deep.equal([])
  })

  it('leaves it to the next batch to tell where the breaker does not answer', async () => {
    const world = withObjects()
    await suspect(world, 'c.jpg', down)
    send(world, ['a.jpg'])
    world.moments.after('assets.upload', () => {
      world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    })
    expect((await deliver(world)).failedIds).to.deep.equal([])
    expect(await suspected(world)).to.deep.equal(['c.jpg'])
    send(world, ['b.jpg'])
    await deliver(world)
    expect(await suspected(world)).to.deep.equal([])
  })

  it('takes no change for evidence that has found nothing to do, or only destroyed', async () => {
    const world = withObjects()
    await world.mirror('a.jpg')
    await suspect(world, 'c.jpg', down)
    world.remove('a.jpg')
    world.follow({ defaults: { settleSeconds: 0 } })
    send(world, ['gone.jpg'])
    send(world, ['a.jpg'])
    await deliver(world)
    expect([world.account, await suspected(world)]).to.deep.equal([{}, ['c.jpg']])
  })

  it('forgets what was counted before a trouble ended', async () => {
    const world = withObjects()
    world.moments.before('assets.upload', throws(down))
    send(world, ['a.jpg'])
    await deliver(world)
    expect(await world.entry('a.jpg')).to.have.property('failures')
    const { breaker } = world.records
    await breaker.judge(
      { ...suspectOf(down), key: 'c.jpg', isFresh: false, isLast: true, isPassing: false },
      async (one) => one,
    )
    world.clock.advance(1000)
    await breaker.noteAnswer(await breaker.state(), undefined)
    world.moments.before('assets.upload', throws(down))
    const { outcomes } = await deliver(world)
    expect(outcomes.map(({ failures }) => failures)).to.deep.equal([1])
  })
})

function suspectOf({ scope, code, message: reason }: TransientError): Suspect {
  if (scope === 'key') throw new Error('expected what may be the stage`s')
  return { scope, code, reason }
}

/** Another key has failed just so. */
async function suspect({ records }: MemoryWorld, key: string, error: TransientError): Promise<void> {
  const failure = { key, ...suspectOf(error), isFresh: true, isLast: false, isPassing: false }
  await records.breaker.judge(failure, async () => undefined)
}
