import { expect } from 'chai'
import { emptyEntry } from '../shared/model/entry.ts'
import { TransientError } from '../shared/model/errors.ts'
import { deliver, left, send } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { MemoryWorld } from './support/world.ts'

function withObjects(): MemoryWorld {
  const world = new MemoryWorld()
  for (const key of ['a.jpg', 'b.jpg']) world.put(key, `content of ${key}`)
  return world
}

describe('a batch of which nothing can be mirrored', () => {
  const refused = new TransientError('cloudinary-401', 'the credentials are refused', { kind: 'halted' })

  it('defers the rest, and says so, where the account refuses everything', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    send(world, ['b.jpg'])
    world.moments.before('assets.upload', throws(refused), 'a')
    const { outcomes, halted } = await deliver(world)
    expect(halted).to.deep.equal({ code: 'cloudinary-401', reason: 'the credentials are refused' })
    expect(outcomes.map(({ key, code, failures }) => [key, code, failures])).to.deep.equal([
      ['a.jpg', 'cloudinary-401', undefined],
      ['b.jpg', 'cloudinary-401', undefined],
    ])
    expect([world.account, left(world)]).to.deep.equal([{}, { m0: 32, m1: 32 }])
  })

  it('is not tried while an operator has paused the queue', async () => {
    const world = withObjects()
    await world.records.breaker.pause('a migration')
    send(world, ['a.jpg'])
    const { outcomes, halted } = await deliver(world)
    expect(outcomes[0]).to.deep.include({ result: 'retry', code: 'paused', delaySeconds: 32 })
    expect([world.account, halted, left(world)]).to.deep.equal([{}, undefined, { m0: 32 }])
    await world.records.breaker.resume()
    world.clock.advance(32_000)
    await deliver(world)
    expect([Object.keys(world.account), left(world)]).to.deep.equal([['image/a'], {}])
  })

  it('goes back where the breaker cannot be read', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    expect((await deliver(world)).outcomes[0]).to.deep.include({ result: 'retry', code: 'dynamodb-503' })
    expect([world.account, left(world)]).to.deep.equal([{}, { m0: 32 }])
  })
})

describe('a batch while Cloudinary serves some', () => {
  const down = new TransientError('cloudinary-503', 'no', { kind: 'unavailable' })

  it('tells the breaker which changes failed, and when one is served', async () => {
    const world = withObjects()
    send(world, ['a.jpg'])
    world.moments.before('assets.upload', throws(down))
    await deliver(world)
    expect(await world.records.breaker.state()).to.deep.equal({ failing: ['a.jpg'], failures: 1 })
    send(world, ['b.jpg'])
    await deliver(world)
    expect(await world.records.breaker.state()).to.deep.equal({ failing: [], failures: 0 })
  })

  it('leaves it to the next batch to tell it where the breaker does not answer', async () => {
    const world = withObjects()
    await world.records.breaker.noteUnavailable('a.jpg', 'no')
    send(world, ['a.jpg'])
    world.moments.after('assets.upload', () => {
      world.moments.before('rows.read', throws(new TransientError('dynamodb-503', 'no')), 'breaker')
    })
    expect((await deliver(world)).failedIds).to.deep.equal([])
    expect(await world.records.breaker.state()).to.deep.include({ failures: 1 })
    send(world, ['b.jpg'])
    await deliver(world)
    expect(await world.records.breaker.state()).to.deep.include({ failures: 0 })
  })

  it('does not take a change for served that has found nothing to do', async () => {
    const world = withObjects()
    await world.records.breaker.noteUnavailable('a.jpg', 'no')
    send(world, ['gone.jpg'])
    await deliver(world)
    expect(await world.records.breaker.state()).to.deep.include({ failures: 1 })
  })

  it('tries nothing more once the breaker has opened, and counts no failure for that', async () => {
    const world = withObjects()
    for (let count = 0; count < 9; count++) await world.records.breaker.noteUnavailable(`${count}.jpg`, 'no')
    send(world, ['a.jpg'])
    send(world, ['b.jpg'])
    world.moments.before('assets.upload', throws(down), 'a')
    const { outcomes, halted } = await deliver(world)
    expect(outcomes.map(({ code, failures }) => [code, failures])).to.deep.equal([
      ['breaker-open', undefined],
      ['breaker-open', undefined],
    ])
    expect([world.account, halted]).to.deep.equal([{}, undefined])
    expect(await world.entry('a.jpg')).to.deep.equal(emptyEntry('a.jpg'))
  })
})
