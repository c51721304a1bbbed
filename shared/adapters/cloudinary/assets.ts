import type { AssetAddress } from '../../model/address.ts'
import type { Attributes } from '../../model/attributes.ts'
import { mergeAttributes } from '../../model/attributes.ts'
import { PermanentError, TransientError } from '../../model/errors.ts'
import { wouldChangeHands } from '../../model/label.ts'
import type { StoredAsset } from '../../model/stored-asset.ts'
import type { AccountSource, CloudinaryAccount } from '../../ports/account.ts'
import type { Assets, RenameRequest, UpdateRequest, UploadAnswer, UploadRequest } from '../../ports/assets.ts'
import type { Location } from '../../ports/source.ts'
import { systemClock } from '../clock.ts'
import { isExisting, isMade, isPending, toStored } from './answer.ts'
import { type Chunk, chunksOf } from './bytes.ts'
import { hasStatus } from './failure.ts'
import { mustLoseTags, updateOptions, uploadOptions } from './options.ts'
import { retryThrottled } from './retry-throttled.ts'
import { loadUploader } from './sdk.ts'
import { type TimeBudget, timeBudget } from './time-budget.ts'

type Uploader = typeof import('cloudinary').v2.uploader
type DestroyOptions = Parameters<Assets['destroy']>[1]
type Call = (uploader: Uploader, options: object) => Promise<unknown>

/** The Cloudinary account, over the official SDK's Upload API. The SDK is loaded at the first call: a skip costs none of it. */
export class CloudinaryAssets implements Assets {
  readonly #accounts: AccountSource

  constructor(accounts: AccountSource) {
    this.#accounts = accounts
  }

  async upload(request: UploadRequest): Promise<UploadAnswer> {
    const { location, timeoutMs } = request
    const { address, attributes } = request.desired
    const budget = timeBudget(timeoutMs)
    const answer = await this.#sendFile(address, uploadOptions(request), budget, location)
    if (isPending(answer)) return { state: 'pending' }
    const asset = toStored(answer)
    if (isExisting(answer)) return { state: 'existing', asset }
    return { state: 'stored', asset: await this.#loseTags(address, attributes, asset, budget) }
  }

  rename({ from, to, invalidate, timeoutMs }: RenameRequest): Promise<StoredAsset | undefined> {
    const options = { overwrite: false, invalidate, ...(from.type === to.type ? {} : { to_type: to.type }) }
    return unless(isUnmovable, () =>
      this.#send(from, options, timeBudget(timeoutMs), (uploader, all) =>
        uploader.rename(from.publicId, to.publicId, all),
      ),
    )
  }

  async update({ address, desired, ours, own, timeoutMs }: UpdateRequest): Promise<StoredAsset | undefined> {
    const budget = timeBudget(timeoutMs)
    const before = await this.#explicit(address, {}, budget)
    if (!before || wouldChangeHands(before, desired.attributes.context, own)) return undefined
    const attributes = mergeAttributes(desired.attributes, before, ours)
    const after = await this.#explicit(address, updateOptions(attributes, desired), budget)
    return after && this.#loseTags(address, attributes, after, budget)
  }

  find(address: AssetAddress, timeoutMs: number): Promise<StoredAsset | undefined> {
    // `explicit` without anything to set is the Upload API's way to read: it counts against no hourly limit.
    return this.#explicit(address, {}, timeBudget(timeoutMs))
  }

  async cloudName(): Promise<string> {
    return (await this.#accounts.account()).cloudName
  }

  async readEmpty(address: AssetAddress, location: Location, timeoutMs: number): Promise<void> {
    const options = { public_id: address.publicId, overwrite: false }
    const answer = await this.#sendFile(address, options, timeBudget(timeoutMs), location).catch((thrown: unknown) => {
      if (!(thrown instanceof PermanentError || isFoundEmpty(thrown))) throw thrown
    })
    // Should it have been taken for a file all the same, it does not stay.
    if (isMade(answer)) await this.destroy(address, { invalidate: false, timeoutMs })
  }

  async destroy(address: AssetAddress, { invalidate, timeoutMs }: DestroyOptions): Promise<void> {
    const budget = timeBudget(timeoutMs)
    await this.#send(address, { invalidate }, budget, (uploader, all) => uploader.destroy(address.publicId, all))
  }

  async #loseTags(address: AssetAddress, attributes: Attributes, asset: StoredAsset, budget: TimeBudget) {
    if (!mustLoseTags(attributes, asset)) return asset
    await this.#send(address, {}, budget, (uploader, all) => uploader.remove_all_tags([address.publicId], all))
    return { ...asset, tags: [] }
  }

  #explicit(address: AssetAddress, options: object, budget: TimeBudget): Promise<StoredAsset | undefined> {
    return unless(isMissing, () =>
      this.#send(address, options, budget, (uploader, all) => uploader.explicit(address.publicId, all)),
    )
  }

  /** Lets Cloudinary pull a file, or sends its bytes. The answer is the last request's, which makes the asset. */
  async #sendFile(address: AssetAddress, options: object, budget: TimeBudget, location: Location): Promise<unknown> {
    if (typeof location === 'string')
      return this.#send(address, options, budget, (uploader, all) => uploader.upload(location, all))
    const uploadId = systemClock.unique()
    const named = { ...options, filename_override: location.name }
    let answer: unknown
    for await (const chunk of chunksOf(location))
      answer = await this.#send(address, named, budget, (uploader, all) => post(uploader, all, chunk, uploadId))
    return answer
  }

  async #send(address: AssetAddress, options: object, budget: TimeBudget, call: Call): Promise<unknown> {
    const account = await this.#accounts.account()
    const uploader = await loadUploader(account.uploadPrefix)
    const { resourceType: resource_type, type } = address
    const all = { ...options, resource_type, type, ...credentials(account) }
    try {
      return await retryThrottled(budget(), () => call(uploader, { ...all, timeout: budget() }))
    } catch (thrown) {
      if (hasStatus(thrown, 401)) this.#accounts.forget()
      throw thrown
    }
  }
}

/** Sends a chunk in the body of a request. */
function post(uploader: Uploader, options: object, { bytes, range }: Chunk, uploadId: string): Promise<unknown> {
  const named = range === undefined ? {} : { content_range: range, x_unique_upload_id: uploadId }
  return new Promise((resolve, reject) => {
    const done = (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer))
    // Without that the SDK also rejects a promise that nobody has.
    uploader.upload_stream({ ...options, ...named, disable_promises: true }, done).end(bytes)
  })
}

/** True where Cloudinary could not load the object because there is nothing in it. */
function isFoundEmpty(thrown: unknown): boolean {
  const isUnread = thrown instanceof TransientError && thrown.code === 'source-unreadable'
  // Not the URL, which is a name like any other.
  return isUnread && /\bempty\b/i.test(thrown.message.split(' - ').at(-1) ?? '')
}

function credentials(account: CloudinaryAccount): object {
  const { cloudName, apiKey, apiSecret, uploadPrefix } = account
  const prefix = uploadPrefix === undefined ? {} : { upload_prefix: uploadPrefix }
  return { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret, ...prefix }
}

function isMissing(thrown: unknown): boolean {
  return hasStatus(thrown, 404)
}

/** There is nothing to move, or something is there already. Another 400 is about the new address: it is refused. */
function isUnmovable(thrown: unknown): boolean {
  const isTaken = hasStatus(thrown, 400) && thrown instanceof PermanentError && /exist/i.test(thrown.message)
  return isTaken || isMissing(thrown)
}

/** The asset of an answer; undefined where what Cloudinary has refused says that there is none. */
async function unless(
  isNone: (thrown: unknown) => boolean,
  call: () => Promise<unknown>,
): Promise<StoredAsset | undefined> {
  try {
    return toStored(await call())
  } catch (thrown) {
    if (isNone(thrown)) return undefined
    throw thrown
  }
}
