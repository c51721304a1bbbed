import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { CHUNK_BYTES, type Chunk, chunksOf } from '../../shared/adapters/cloudinary/bytes.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { ObjectBytes } from '../../shared/ports/source.ts'
import { statisticsOf } from '../local/cloudinary/support.ts'
import { jpeg } from '../local/pictures.ts'
import { desired } from '../rules/fixtures.ts'
import { failureOf, plain, stored, useCloudinary } from './cloudinary-stand-in.ts'

const picture = jpeg('sent by the worker')
const large = Buffer.alloc(CHUNK_BYTES + 1_000_000, 'a large file ')
const raw = desired('large.bin')
const md5Of = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')

/** The bytes of an object, as S3 gives them, in pieces. */
function bytesOf(bytes: Buffer, change: Partial<ObjectBytes> = {}): ObjectBytes & { readonly opened: () => number } {
  let opened = 0
  return {
    name: 'ü=b c.jpg',
    sizeBytes: bytes.length,
    md5: md5Of(bytes),
    opened: () => opened,
    async open() {
      opened++
      return (async function* () {
        for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536)
      })()
    },
    ...change,
  }
}

describe('bytes that the worker sends', () => {
  const cloudinary = useCloudinary()
  const upload = (location: ObjectBytes, of = plain) => ({ desired: of, overwrite: true, location, timeoutMs: 30_000 })
  const requests = async () => (await statisticsOf(cloudinary.server)).operations.upload?.received ?? 0

  it('are stored as they are, under their name', async () => {
    const cloud = cloudinary.assets()
    const before = await requests()
    const asset = await stored(cloud.upload(upload(bytesOf(picture))))
    expect(asset).to.include({ md5: md5Of(picture), sizeBytes: picture.length })
    expect(asset.context).to.deep.equal(plain.attributes.context)
    expect((await requests()) - before).to.equal(1)
  })

  it('are sent in chunks where they are many, each of which is sent again where Cloudinary asks for patience', async () => {
    const cloud = cloudinary.assets()
    const before = await requests()
    const file = bytesOf(large)
    await cloudinary.fault({ operation: 'upload', status: 420 })
    const asset = await stored(cloud.upload(upload(file, raw)))
    expect(asset).to.include({ md5: md5Of(large), sizeBytes: large.length })
    expect([(await requests()) - before, file.opened()]).to.deep.equal([3, 1])
  })

  it('are processed in the background where that is asked for, in chunks too', async () => {
    const background = { token: 'the-token' }
    const answer = await cloudinary.assets().upload({ ...upload(bytesOf(large), raw), background })
    expect(answer).to.deep.equal({ state: 'pending' })
  })

  it('that are not those of the object make no asset', async () => {
    const { address } = desired('wrong.jpg')
    const wrong = desired('wrong.jpg')
    const cases: readonly (readonly [string, ObjectBytes])[] = [
      ['other bytes', bytesOf(picture, { md5: md5Of(large) })],
      ['too few', bytesOf(picture.subarray(1), { sizeBytes: picture.length, md5: undefined })],
      ['too many', bytesOf(Buffer.concat([large, picture]), { sizeBytes: large.length, md5: undefined })],
    ]
    for (const [name, file] of cases) {
      const failure = await failureOf(cloudinary.assets().upload(upload(file, wrong)))
      expect(failure, name).to.include({ code: 'moving', kind: 'waiting' })
    }
    expect(await cloudinary.assets().find(address, 5000)).to.equal(undefined)
  })

  it('that break off are the trouble of S3, and make no asset', async () => {
    const broken = desired('broken.bin')
    const trouble = new TransientError('s3-timeout', 'no more', { scope: 'source' })
    const file = bytesOf(large, {
      open: async () =>
        (async function* () {
          yield large
          throw trouble
        })(),
    })
    expect(await failureOf(cloudinary.assets().upload(upload(file, broken)))).to.equal(trouble)
    expect(await cloudinary.assets().find(broken.address, 5000)).to.equal(undefined)
  })

  it('of an empty object are taken for no file', async () => {
    const probed = { resourceType: 'image', type: 'private', publicId: 'probed' } as const
    await cloudinary.assets().readEmpty(probed, bytesOf(Buffer.alloc(0)), 5000)
    expect(await cloudinary.assets().find(probed, 5000)).to.equal(undefined)
  })
})

describe('the chunks of a file', () => {
  for (const [size, ranges] of [
    [0, [undefined]],
    [10, [undefined]],
    [11, ['bytes 0-9/11', 'bytes 10-10/11']],
    [20, ['bytes 0-9/20', 'bytes 10-19/20']],
    [21, ['bytes 0-9/21', 'bytes 10-19/21', 'bytes 20-20/21']],
  ] as const) {
    it(`are ${ranges.length} of ${size} bytes by ten, and the same bytes`, async () => {
      const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index))
      const chunks: Chunk[] = []
      for await (const chunk of chunksOf(bytesOf(bytes), 10)) chunks.push(chunk)
      expect(chunks.map(({ range }) => range)).to.deep.equal(ranges)
      expect(Buffer.concat(chunks.map((chunk) => chunk.bytes))).to.deep.equal(bytes)
    })
  }
})
