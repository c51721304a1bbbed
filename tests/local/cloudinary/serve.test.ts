import { createServer } from 'node:http'
import { expect } from 'chai'
import { assemble } from '../../../local/cloudinary/assemble.ts'
import { type Blobs, createMemoryBlobs } from '../../../local/cloudinary/blobs.ts'
import { noRecords } from '../../../local/cloudinary/records.ts'
import { S3Source } from '../../../local/cloudinary/source/s3.ts'
import { Store } from '../../../local/cloudinary/store.ts'
import { jpeg, png } from './fixtures.ts'
import { account, bytesAt, nowhere, upload } from './support.ts'

describe('delivery while the asset is replaced', () => {
  // Before the first read, something happens that cannot be timed from outside.
  let beforeRead: (() => Promise<void>) | undefined
  const kept = createMemoryBlobs()
  const blobs: Blobs = {
    ...kept,
    read: async (id) => {
      const happen = beforeRead
      beforeRead = undefined
      await happen?.()
      return kept.read(id)
    },
  }
  const s3 = new S3Source({ ...nowhere, endpoint: 'http://127.0.0.1:1' }, account.cloudName)
  const store = new Store(noRecords)
  const { service } = assemble({ ...account, origin: '' }, { store, blobs }, s3, new AbortController().signal)
  const server = createServer((request, response) => void service.serve(request, response))
  let origin = ''

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
    s3.close()
  })

  it('gives the new bytes when the old ones have just gone', async () => {
    await upload({ origin }, jpeg(), { public_id: 'replaced' })
    beforeRead = async () => void (await upload({ origin }, png(), { public_id: 'replaced' }))
    expect(await bytesAt(`${origin}/demo/image/upload/replaced`)).to.deep.equal(png())
  })

  it('says so when the bytes are lost', async () => {
    await upload({ origin }, jpeg(), { public_id: 'lost' })
    const [asset] = [...store.all()].filter(({ publicId }) => publicId === 'lost')
    await kept.remove(asset?.blob ?? '')
    const response = await fetch(`${origin}/demo/image/upload/lost`)
    expect([response.status, response.headers.get('x-cld-error')]).to.deep.equal([
      500,
      'General Error - The bytes of lost are lost',
    ])
  })
})
