import { type LocalCloudinary, startCloudinary } from '../../local/cloudinary/start.ts'
import { CloudinaryAssets } from '../../shared/adapters/cloudinary/assets.ts'
import { type CloudinaryAccount, fixedAccount } from '../../shared/ports/account.ts'
// Loads the SDK for http.
import '../local/cloudinary/sdk.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { StoredAsset } from '../../shared/model/stored-asset.ts'
import type { UploadAnswer } from '../../shared/ports/assets.ts'
import { jpeg } from '../local/pictures.ts'
import { desired } from '../rules/fixtures.ts'

const CLOUD = { cloudName: 'demo', apiKey: 'key', apiSecret: 's3cret' }
const AWS = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' }

/** The stand-in for Cloudinary, and the adapter that asks it. */
export class CloudinaryStandIn {
  #server: LocalCloudinary | undefined

  async start(): Promise<void> {
    this.#server = await startCloudinary({ port: 0, ...CLOUD, aws: AWS })
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
  }

  get server(): LocalCloudinary {
    if (!this.#server) throw new Error('the stand-in is started before the tests, not while they are declared')
    return this.#server
  }

  assets(changed: Partial<CloudinaryAccount> = {}): CloudinaryAssets {
    return new CloudinaryAssets(fixedAccount({ ...CLOUD, uploadPrefix: this.server.origin, ...changed }))
  }

  /** Lets the next requests fail so. */
  fault(failNext: object): Promise<void> {
    return this.setFaults({ failNext: [failNext] })
  }

  /** Replaces all faults. */
  async setFaults(faults: object): Promise<void> {
    await fetch(`${this.server.origin}/_control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    })
  }
}

/** A stand-in that runs while the tests of a describe block do. */
export function useCloudinary(): CloudinaryStandIn {
  const cloudinary = new CloudinaryStandIn()
  before(() => cloudinary.start())
  after(() => cloudinary.stop())
  return cloudinary
}

/** A key with characters that need an escape somewhere on the way. */
export const key = 'shoot/ü=b|c\\d.jpg'
/** What a plain object of that key calls for. */
export const plain = desired(key)

/** An upload of a picture that has this comment. */
export function upload(comment: string, overwrite = true, of = plain) {
  const location = `data:image/jpeg;base64,${jpeg(comment).toString('base64')}`
  return { desired: of, overwrite, location, timeoutMs: 5000 }
}

/** The asset that an upload has stored. */
export async function stored(uploading: Promise<UploadAnswer>): Promise<StoredAsset> {
  const answer = await uploading
  if (answer.state === 'stored') return answer.asset
  throw new Error(`expected a stored asset, found one that is ${answer.state}`)
}

/** The error of a call that must fail, and not for good. */
export async function failureOf(call: Promise<unknown>): Promise<TransientError> {
  const thrown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (thrown instanceof TransientError) return thrown
  throw new Error(`expected a TransientError, found ${String(thrown)}`)
}
