import { expect } from 'chai'
import { deliveryUrlOf, linksOf } from '../../../operate/console/delivery.ts'
import type { AssetAddress } from '../../../shared/model/address.ts'
import type { AppliedAsset } from '../../../shared/model/entry.ts'
import { parseCloudinaryUrl } from '../../../shared/ports/account.ts'

const real = { deliveryUrl: 'https://res.cloudinary.com/studio', isStandIn: false }

function assetAt(address: AssetAddress): AppliedAsset {
  const content = { etag: 'e', sizeBytes: 1 }
  const rest = { content, fingerprint: '', rules: '', preset: '', ours: { tags: [], context: [], metadata: [] } }
  return { state: 'asset', address, assetId: 'a', version: 7, ...rest, lastModifiedMs: 0, atMs: 0 }
}

describe('what delivery URLs begin with', () => {
  for (const [name, query, deliveryUrl] of [
    ['is the same for all accounts', '', 'https://res.cloudinary.com/studio'],
    ['is so in Europe too', '?upload_prefix=https://api-eu.cloudinary.com', 'https://res.cloudinary.com/studio'],
    ['is elsewhere with a stand-in', '?upload_prefix=http%3A%2F%2F127.0.0.1%3A4580', 'http://127.0.0.1:4580/studio'],
  ] as const) {
    it(name, () => {
      const account = parseCloudinaryUrl(`cloudinary://key:hush@studio${query}`)
      if (!account) throw new Error('expected an account')
      expect(deliveryUrlOf(account).deliveryUrl).to.equal(deliveryUrl)
    })
  }
})

describe('the links to an asset', () => {
  it('show it small and large as Cloudinary resizes it, never the original', () => {
    const links = linksOf(assetAt({ resourceType: 'image', type: 'upload', publicId: 'a b/ü' }), real)
    expect(links).to.deep.equal({
      delivery: 'https://res.cloudinary.com/studio/image/upload/v7/a%20b/%C3%BC',
      thumbnail: 'https://res.cloudinary.com/studio/image/upload/c_fill,w_96,h_96,f_webp,q_auto/v7/a%20b/%C3%BC',
      preview: 'https://res.cloudinary.com/studio/image/upload/c_limit,w_720,h_720,f_webp,q_auto/v7/a%20b/%C3%BC',
      mediaLibrary: 'https://cloudinary.com/console/media_library/asset/image/upload/a%20b/%C3%BC',
    })
  })

  it('show a video by a picture of it, where something makes one', () => {
    const video = assetAt({ resourceType: 'video', type: 'upload', publicId: 'film' })
    expect(linksOf(video, real).thumbnail).to.match(/\/video\/upload\/c_fill,.*\/v7\/film\.webp$/)
    expect(linksOf(video, { ...real, isStandIn: true })).to.include({ thumbnail: undefined, mediaLibrary: undefined })
  })

  it('show no picture of what is none, or not for everyone', () => {
    for (const address of [
      { resourceType: 'raw', type: 'upload', publicId: 'a.txt' },
      { resourceType: 'image', type: 'authenticated', publicId: 'a' },
      { resourceType: 'image', type: 'private', publicId: 'a' },
    ] as const) {
      expect(linksOf(assetAt(address), real)).to.include({ thumbnail: undefined, preview: undefined })
    }
  })
})
