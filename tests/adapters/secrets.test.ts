import { expect } from 'chai'
import { startCloudinary } from '../../local/cloudinary/start.ts'
import { secretAccount } from '../../shared/adapters/aws/secrets.ts'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
// Loads the SDK for http.
import '../local/cloudinary/sdk.ts'
import { TransientError } from '../../shared/model/errors.ts'

const ACCOUNT = { cloudName: 'demo', apiKey: 'key', apiSecret: 's3cret' }
const AWS = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'local', secretAccessKey: 'local' }

/** A secret that may change, and a cache in front of it, as it is in the functions. */
function secret(first: string) {
  const state = { text: first, kept: first }
  const read = async (_name: string, again: boolean) => {
    if (again) state.kept = state.text
    return state.kept
  }
  return { state, source: secretAccount('studio/url', read) }
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (reason: unknown) => reason,
  )

describe('the account from a secret', () => {
  it('is read again after Cloudinary has refused it, and then works', async () => {
    const server = await startCloudinary({ port: 0, ...ACCOUNT, aws: AWS })
    try {
      const url = (apiSecret: string) => `cloudinary://key:${apiSecret}@demo?upload_prefix=${server.origin}`
      const { state, source } = secret(url('old'))
      const assets = new CloudinaryAssets(source)
      const find = () => assets.find({ resourceType: 'image', type: 'upload', publicId: 'none' }, 5000)
      state.text = url('s3cret')
      const refusal = await failureOf(find())
      expect(refusal).to.be.instanceOf(TransientError).and.to.include({ scope: 'account', code: 'cloudinary-401' })
      expect(await find()).to.equal(undefined)
    } finally {
      await server.stop()
    }
  })

  it('is the account`s trouble where the secret has a percent sign that begins no escape, and repeats nothing of it', async () => {
    for (const text of ['cloudinary://k:s3%cret@c', 'cloudinary://k%zz:s3cret@c', 'cloudinary://k:s3cret@c%']) {
      const fault = await failureOf(secret(text).source.account())
      expect(fault, text)
        .to.be.instanceOf(TransientError)
        .and.to.include({ scope: 'account', code: 'secret-unreadable' })
      expect(JSON.stringify([fault, String(fault)])).not.to.match(/s3%?cret|k%zz/)
    }
    expect(await secret('cloudinary://k:s%25e@c').source.account()).to.include({ apiSecret: 's%e' })
  })

  it('is the account`s trouble where the secret is malformed, without repeating it, and goes on when it is fixed', async () => {
    const { state, source } = secret('s3cret')
    const fault = await failureOf(source.account())
    expect(fault).to.be.instanceOf(TransientError).and.to.include({ scope: 'account', code: 'secret-unreadable' })
    expect(String(fault)).to.contain('studio/url').and.not.to.contain('s3cret')
    state.text = 'cloudinary://key:s3cret@demo'
    expect(await source.account()).to.include({ cloudName: 'demo' })
  })

  it('is the account`s trouble where the secret cannot be read', async () => {
    const source = secretAccount('studio/url', () => Promise.reject(new Error('AccessDenied')))
    const fault = await failureOf(source.account())
    expect(fault).to.be.instanceOf(TransientError).and.to.include({ scope: 'account', code: 'secret-unreadable' })
    expect(String(fault)).to.contain('AccessDenied')
  })
})
