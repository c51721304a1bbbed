import { expect } from 'chai'
import { probeStage } from '../../shared/breaker/probe.ts'
import { PermanentError, TransientError } from '../../shared/model/errors.ts'
import type { Suspect } from '../../shared/ports/breaker.ts'
import { throws } from '../support/moments.ts'
import { MemoryWorld } from '../support/world.ts'

const MARKER = '.wellknown/cloudinary/demo'
const S3_DOWN = new TransientError('s3-503', 'slow down', { scope: 'source' })
const UNREADABLE = new TransientError('source-unreadable', 'Access Denied', { scope: 'source' })
const REFUSED = new TransientError('cloudinary-401', 'Unknown API key', { scope: 'account' })
const DOWN = new TransientError('cloudinary-503', 'down', { scope: 'cloud' })
const BUSY = new TransientError('cloudinary-429', 'slow down', { scope: 'account', kind: 'throttled' })

const bucket: Suspect = { scope: 'source', code: 's3-403', reason: 'no' }
const reading: Suspect = { scope: 'source', code: 'source-unreadable', reason: 'Error in loading s3://studio/a - no' }
const fetching: Suspect = { ...reading, reason: 'Error in loading https://studio.s3.amazonaws.com/a?[redacted] - no' }
const account: Suspect = { scope: 'account', code: 'cloudinary-401', reason: 'no' }
const cloud: Suspect = { scope: 'cloud', code: 'cloudinary-500', reason: 'no' }

type Call = 'source.confirmBucket' | 'source.observe' | 'assets.find' | 'assets.readEmpty'

/** What is suspected, what fails where, and what is found. */
const cases: readonly (readonly [string, Suspect, Partial<Record<Call, Error>>, string | undefined])[] = [
  ['the bucket, and all is well', bucket, {}, undefined],
  ['the bucket, and it does not answer', bucket, { 'source.confirmBucket': S3_DOWN }, 's3-503'],
  ['the bucket, and its objects do not', bucket, { 'source.observe': S3_DOWN }, 's3-503'],
  ['the bucket, and only Cloudinary cannot read it', bucket, { 'assets.readEmpty': UNREADABLE }, undefined],
  ['reading, and all is well', reading, {}, undefined],
  ['reading, and Cloudinary may not', reading, { 'assets.readEmpty': UNREADABLE }, 'source-unreadable'],
  ['reading, and Cloudinary is down', reading, { 'assets.readEmpty': DOWN }, 'cloudinary-503'],
  ['reading, and Cloudinary is busy', reading, { 'assets.readEmpty': BUSY }, undefined],
  ['the account, and all is well', account, {}, undefined],
  ['the account, and it is refused', account, { 'assets.find': REFUSED }, 'cloudinary-401'],
  ['the account, and it is refused uploads only', account, { 'assets.readEmpty': REFUSED }, 'cloudinary-401'],
  ['the account, and its quota is used up', account, { 'assets.find': BUSY }, 'cloudinary-429'],
  ['the account, and Cloudinary is down', account, { 'assets.find': DOWN }, 'cloudinary-503'],
  ['the account, and S3 is down', account, { 'source.observe': S3_DOWN }, undefined],
  ['Cloudinary, and all is well', cloud, {}, undefined],
  ['Cloudinary, and it is down', cloud, { 'assets.find': DOWN }, 'cloudinary-503'],
  ['Cloudinary, and it takes no uploads', cloud, { 'assets.readEmpty': DOWN }, 'cloudinary-503'],
  ['Cloudinary, and it is busy', cloud, { 'assets.find': BUSY }, undefined],
  ['Cloudinary, which may not read the bucket', cloud, { 'assets.readEmpty': UNREADABLE }, undefined],
  [
    'Cloudinary, which does not like the question',
    cloud,
    { 'assets.find': new PermanentError('cloudinary-400', 'no') },
    undefined,
  ],
]

async function probe(suspect: Suspect, failing: Partial<Record<Call, Error>>, prepare?: (world: MemoryWorld) => void) {
  const world = new MemoryWorld()
  world.put(MARKER, '')
  prepare?.(world)
  for (const [call, error] of Object.entries(failing)) world.moments.before(call as Call, throws(error))
  return { world, found: await probeStage(world.dependencies(), suspect, 1000) }
}

describe('a probe that suspects', () => {
  for (const [name, suspect, failing, code] of cases) {
    it(`${name}: ${code ?? 'no trouble'}`, async () => {
      const { world, found } = await probe(suspect, failing)
      expect(found?.code).to.equal(code)
      expect(world.account).to.deep.equal({})
    })
  }

  it('reading, where the marker is missing, finds that', async () => {
    const { found } = await probe(reading, {}, (world) => world.remove(MARKER))
    expect(found).to.deep.include({ scope: 'source', code: 'source-unreadable' })
    expect(found?.reason).to.contain(MARKER)
  })

  it('the reading of presigned URLs, which needs no marker, finds nothing where there is none', async () => {
    expect((await probe(fetching, {}, (world) => world.remove(MARKER))).found).to.equal(undefined)
    expect((await probe(fetching, { 'assets.readEmpty': UNREADABLE })).found?.code).to.equal('source-unreadable')
  })

  it('anything lets Cloudinary read no marker that is not empty', async () => {
    const failing = { 'assets.readEmpty': UNREADABLE }
    expect((await probe(reading, failing, (world) => world.put(MARKER, 'a file'))).found).to.equal(undefined)
  })

  it('says so where it is itself at fault', async () => {
    const broken = probe(bucket, { 'source.confirmBucket': new TypeError('x is not a function') })
    expect(await broken.catch((thrown: unknown) => thrown)).to.be.instanceOf(TypeError)
  })
})
