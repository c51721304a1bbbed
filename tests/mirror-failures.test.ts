import { expect } from 'chai'
import { emptyEntry } from '../shared/model/entry.ts'
import { TransientError } from '../shared/model/errors.ts'
import { limits } from '../shared/model/limits.ts'
import { deadLetters } from './support/deliver.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, image, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const address = image('a')
const noAnswer = new TransientError('cloudinary-502', 'no answer', { scope: 'cloud', effect: 'unknown' })
const s3Down = new TransientError('s3-503', 'S3 is down', { scope: 'source' })
const tableDown = new TransientError('dynamodb-503', 'the table is down')

function withObject(): MemoryWorld {
  const world = new MemoryWorld()
  world.put(key, 'one')
  return world
}

describe('a change of which S3 does not tell after any upload what was stored', () => {
  it('sends the bytes once a try, and is refused when these are used up', async () => {
    const world = new MemoryWorld()
    world.put(key, 'one', true)
    world.clock.advance(limits.datingMs)
    let sent = 0
    const failOnce = () => {
      world.moments.before('assets.upload', () => {
        sent++
        world.moments.before('source.observe', throws(s3Down))
      })
      return world.mirror(key)
    }
    for (let count = 1; count < limits.failuresMax; count++) {
      const { delaySeconds = 0, ...outcome } = await failOnce()
      expect(outcome).to.deep.include({ result: 'retry', code: 's3-503', failures: count })
      world.clock.advance(delaySeconds * 1000)
    }
    expect(await failOnce()).to.include({ result: 'refused', code: 's3-503' })
    expect([sent, deadLetters(world)]).to.deep.equal([limits.failuresMax, ['s3-503']])
  })
})

describe('a change whose request has no answer', () => {
  /** A world in which an upload has landed, and its answer was lost. */
  async function withLostAnswer(): Promise<MemoryWorld> {
    const world = withObject()
    world.moments.after('assets.upload', throws(noAnswer))
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'cloudinary-502', failures: 1 })
    return world
  }
  const doubtMs = INVOCATION_MS + ATTEMPT_MS

  it('is in doubt until the request can have no effect any more', async () => {
    const world = await withLostAnswer()
    const untilMs = world.clock.nowMs() + doubtMs
    expect((await world.entry(key)).doubt).to.deep.equal({ untilMs, addresses: [address] })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })

  it('converges, and its message comes back all the same when the doubt is over', async () => {
    const world = await withLostAnswer()
    world.clock.advance(1000)
    const delaySeconds = doubtMs / 1000 - 1
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'doubt', delaySeconds })
    const { applied, doubt, failures } = await world.entry(key)
    expect([applied.state, doubt !== undefined, failures]).to.deep.equal(['asset', true, undefined])
  })

  it('is applied once more then, and only then it is done', async () => {
    const world = await withLostAnswer()
    await world.mirror(key)
    // What was late lands over what was found equal.
    world.addAsset(address, 'late', world.asset(address).context)
    world.clock.advance(doubtMs)
    const { result, mutations } = await world.mirror(key)
    expect([result, mutations.map(({ kind }) => kind)]).to.deep.equal(['done', ['upload']])
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
    expect(await world.entry(key)).not.to.have.property('doubt')
  })

  it('keeps its message where the object has gone meanwhile, until nothing can come back', async () => {
    const world = await withLostAnswer()
    world.remove(key)
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'doubt', delaySeconds: doubtMs / 1000 })
    world.clock.advance(doubtMs)
    const outcome = await world.mirror(key)
    expect(outcome).to.deep.include({ result: 'retry', code: 'wait' })
    world.clock.advance((outcome.delaySeconds ?? 0) * 1000)
    expect(await world.mirror(key)).to.deep.include({ result: 'done' })
    expect([world.account, world.recordedKeys]).to.deep.equal([{}, []])
  })
})

describe('a change that fails', () => {
  it('is counted and tried again ever later, and in the end refused', async () => {
    const world = withObject()
    const delays: unknown[] = []
    for (let failures = 1; failures < limits.failuresMax; failures++) {
      world.moments.before('source.observe', throws(s3Down))
      const outcome = await world.mirror(key)
      expect(outcome).to.deep.include({ result: 'retry', code: 's3-503', failures })
      delays.push(outcome.delaySeconds)
      world.clock.advance(1000 * (outcome.delaySeconds ?? 0))
    }
    expect(delays).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900])
    world.moments.before('source.observe', throws(s3Down))
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 's3-503' })
    expect(deadLetters(world)).to.deep.equal(['s3-503'])
  })

  it('is not counted any more once it has succeeded', async () => {
    const world = withObject()
    world.moments.before('source.observe', throws(s3Down))
    await world.mirror(key)
    world.clock.advance(1000)
    await world.mirror(key)
    expect(await world.entry(key)).not.to.have.property('failures')
  })

  it('is not counted any more once nothing differs', async () => {
    const world = withObject()
    await world.mirror(key)
    world.moments.before('source.observe', throws(s3Down))
    await world.mirror(key)
    expect(await world.entry(key)).to.have.property('failures')
    world.clock.advance(1000)
    expect(await world.mirror(key)).to.deep.include({ result: 'done', mutations: [] })
    expect(await world.entry(key)).not.to.have.property('failures')
  })

  it('is counted from the start where it is redriven, whichever delivery is the first to try', async () => {
    const world = withObject()
    const failures = { count: 5, code: 's3-503', reason: 'S3 is down', sinceMs: world.clock.nowMs() - 1 }
    await world.record({ ...emptyEntry(key), failures })
    const redrivenMs = world.clock.nowMs()
    for (const [receiveCount, count] of [
      [2, 1],
      [3, 2],
      [4, 3],
    ] as const) {
      world.clock.advance(60_000)
      world.moments.before('source.observe', throws(s3Down))
      expect(await world.mirror(key, { redrivenMs, receiveCount })).to.deep.include({ failures: count })
    }
  })

  it('with a defect may have had an effect', async () => {
    const world = withObject()
    world.moments.after('assets.upload', throws(new TypeError('x is not a function')))
    const outcome = await world.mirror(key)
    expect(outcome).to.deep.include({ result: 'retry', code: 'defect', reason: 'TypeError: x is not a function' })
    expect((await world.entry(key)).doubt?.addresses).to.deep.equal([address])
  })

  it('before its entry is read is paced by its deliveries', async () => {
    const world = withObject()
    world.moments.before('rows.read', throws(tableDown), key)
    const outcome = await world.mirror(key, { receiveCount: 4 })
    expect(outcome).to.deep.include({ result: 'retry', code: 'dynamodb-503', delaySeconds: 8 })
  })

  it('and whose failure cannot be recorded comes back too, and its lease ends in a doubt', async () => {
    const world = withObject()
    world.moments.before('assets.upload', () => {
      world.moments.before('rows.write', throws(tableDown), key)
      throw noAnswer
    })
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'dynamodb-503' })
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'busy' })
    world.clock.advance(INVOCATION_MS)
    expect((await world.claim(key)).entry.doubt?.addresses).to.deep.equal([address])
  })
})

describe('a change whose object cannot be read', () => {
  const unreadable = new TransientError('source-unreadable', 'Cloudinary: Error in loading s3://studio/a.jpg')

  it('fails where the object is there as before', async () => {
    const world = withObject()
    world.moments.before('assets.upload', throws(unreadable))
    expect(await world.mirror(key)).to.deep.include({ result: 'retry', code: 'source-unreadable', failures: 1 })
  })

  for (const [name, change, content] of [
    ['gone', (world: MemoryWorld) => world.remove(key), undefined],
    ['another', (world: MemoryWorld) => world.put(key, 'two'), 'two'],
  ] as const) {
    it(`is looked at again where the object is ${name} by now`, async () => {
      const world = withObject()
      world.moments.before('assets.upload', () => {
        change(world)
        throw unreadable
      })
      expect(await world.mirror(key)).to.deep.include({ result: 'done', code: 'skip' })
      expect(Object.values(world.account)).to.deep.equal(content === undefined ? [] : [content])
      expect(await world.entry(key)).to.not.have.any.keys('attempt', 'doubt', 'failures', 'lease')
    })
  }
})
