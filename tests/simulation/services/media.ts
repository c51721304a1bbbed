import type { AssetAddress } from '../../../shared/model/address.ts'
import type { Attributes } from '../../../shared/model/attributes.ts'
import type { Bytes } from './object-store.ts'
import { md5Of, sizeOf } from './object-store.ts'

export type Context = Readonly<Record<string, string>>

/** In which folder an asset is shown, and under which name. */
export type Placement = NonNullable<Attributes['placement']>

export interface Asset {
  readonly assetId: string
  readonly createdAtMs: number
  readonly address: AssetAddress
  version: number
  bytes: Bytes
  /** True where the account has stored other bytes than it was sent. */
  isAltered: boolean
  context: Context
  tags: readonly string[]
  placement: Placement
}

export type MediaRequest =
  | {
      readonly kind: 'upload'
      readonly address: AssetAddress
      readonly bytes: Bytes
      readonly context: Context
      /** Undefined leaves an asset's tags alone; an overwrite takes them away. */
      readonly tags?: readonly string[] | undefined
      readonly placement?: Placement | undefined
      readonly overwrite: boolean
    }
  | { readonly kind: 'rename'; readonly from: AssetAddress; readonly to: AssetAddress }
  | {
      readonly kind: 'update'
      readonly address: AssetAddress
      readonly context: Context
      readonly tags?: readonly string[] | undefined
      readonly placement?: Placement | undefined
    }
  | { readonly kind: 'destroy'; readonly address: AssetAddress }
  | { readonly kind: 'find'; readonly address: AssetAddress }

export interface MediaAnswer {
  readonly asset: Asset | undefined
  readonly existing: boolean
}

/** What of an answer's asset the adapter reports. */
export function describe(asset: Asset) {
  const { address, assetId, version, bytes, isAltered, context, tags } = asset
  const stored = isAltered ? `${bytes.name}, optimised` : bytes.name
  return {
    address,
    assetId,
    version,
    md5: md5Of(stored),
    sizeBytes: sizeOf(stored),
    context,
    tags,
    accessControl: undefined,
  }
}

/** Cloudinary in memory. `changes` tells which mutation really changed something. */
export class Media {
  readonly assets = new Map<string, Asset>()
  /** True where a default upload preset transforms whatever is uploaded. */
  altersBytes = false
  /** Where an asset is put that is to be at an address: elsewhere where a preset renames, or characters are replaced. */
  placeOf = (address: AssetAddress): AssetAddress => address
  #count = 0

  apply(nowMs: number, request: MediaRequest): { response: MediaAnswer; changes: readonly MediaRequest['kind'][] } {
    switch (request.kind) {
      case 'upload':
        return this.#upload(nowMs, request)
      case 'rename':
        return this.#rename(request.from, this.placeOf(request.to))
      case 'update': {
        const asset = this.at(request.address)
        if (asset) asset.context = request.context
        if (asset && request.tags) asset.tags = request.tags
        if (asset) asset.placement = placed(request.placement, asset)
        return answer(asset, asset ? ['update'] : [])
      }
      case 'destroy':
        return answer(undefined, this.assets.delete(nameOf(request.address)) ? ['destroy'] : [])
      case 'find':
        return answer(this.at(request.address), [])
    }
  }

  at(address: AssetAddress): Asset | undefined {
    return this.assets.get(nameOf(address))
  }

  #upload(nowMs: number, request: Extract<MediaRequest, { kind: 'upload' }>) {
    const { bytes, context, tags = [], placement, overwrite } = request
    const address = this.placeOf(request.address)
    const existing = this.at(address)
    if (existing && !overwrite) return { response: { asset: { ...existing }, existing: true }, changes: [] }
    const assetId = existing?.assetId ?? `asset${this.#count++}`
    const version = Math.max(Math.floor(nowMs / 1000), (existing?.version ?? 0) + 1)
    const createdAtMs = existing?.createdAtMs ?? nowMs
    const made = { assetId, createdAtMs, address, version, bytes, isAltered: this.altersBytes, context, tags }
    const asset = { ...made, placement: placed(placement, existing) }
    this.assets.set(nameOf(address), asset)
    return answer(asset, ['upload' as const])
  }

  #rename(from: AssetAddress, to: AssetAddress) {
    const asset = this.at(from)
    if (!asset || this.at(to)) return answer(undefined, [])
    this.assets.delete(nameOf(from))
    const moved = { ...asset, address: to }
    this.assets.set(nameOf(to), moved)
    return answer(moved, ['rename' as const])
  }
}

/** What is not said of the place stays as it was. The SDK sends no empty folder. */
function placed(given: Placement | undefined, before: Pick<Asset, 'placement'> | undefined): Placement {
  const { assetFolder = '', displayName = '' } = before?.placement ?? {}
  return { assetFolder: given?.assetFolder || assetFolder, displayName: given?.displayName || displayName }
}

function answer(asset: Asset | undefined, changes: readonly MediaRequest['kind'][]) {
  return { response: { asset: asset && { ...asset }, existing: false }, changes }
}

function nameOf({ resourceType, type, publicId }: AssetAddress): string {
  return `${resourceType}/${type}/${publicId}`
}
