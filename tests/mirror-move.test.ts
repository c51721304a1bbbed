import { expect } from 'chai'
import { PermanentError, TransientError } from '../shared/model/errors.ts'
import { throws } from './support/moments.ts'
import { ATTEMPT_MS, INVOCATION_MS, MemoryWorld } from './support/world.ts'

const key = 'a.jpg'
const NO_ANSWER = new TransientError('cloudinary-502', 'no answer', { kind: 'transient', effect: 'unknown' })
const POISON = new PermanentError('cloudinary-400', 'Cloudinary: Invalid image file')

/** A world whose rules want a mirrored asset as another resource type, and of which a request without an answer left nothing. */
async function inDoubt(): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  await world.putMirrored(key, 'one')
  world.follow({ defaults: { resourceType: 'raw' } })
  world.moments.before('assets.upload', throws(NO_ANSWER))
  await world.mirror(key)
  world.clock.advance(INVOCATION_MS + ATTEMPT_MS)
  return world
}

describe('moving an asset of which it is not known any more what it is', () => {
  it('makes the new one first, and then clears the old one away', async () => {
    const world = await inDoubt()
    const { result, mutations } = await world.mirror(key)
    expect({ result, sent: mutations.map(({ kind }) => kind) }).to.deep.equal({
      result: 'done',
      sent: ['upload', 'destroy'],
    })
    expect(world.account).to.deep.equal({ 'raw/a.jpg': 'one' })
  })

  it('leaves the old one where the new one is refused', async () => {
    const world = await inDoubt()
    world.moments.before('assets.upload', throws(POISON))
    expect(await world.mirror(key)).to.deep.include({ result: 'refused', code: 'cloudinary-400' })
    expect(world.account).to.deep.equal({ 'image/a': 'one' })
  })
})
