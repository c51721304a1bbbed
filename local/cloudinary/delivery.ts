import {
  type AccessControl,
  type Address,
  type Asset,
  deliveryTypeSchema,
  resourceTypeSchema,
  timeMsOf,
} from './asset.ts'
import type { Assets } from './decision.ts'
import { contentTypeOf, extensionOf, formatOfExtension, stemOf } from './formats.ts'
import type { Credentials } from './signature.ts'
import { isWritten } from './transform/image.ts'
import { isStep, parseTransformation, type Step } from './transform/parse.ts'
import { readSignature } from './url-signature.ts'

/** How an image is made from the stored one. */
export interface Derivation {
  readonly steps: readonly Step[]
  readonly format: string
}

/** What there is to see at a delivery address. */
export type Delivery =
  | {
      readonly kind: 'found'
      readonly asset: Asset
      readonly contentType: string
      readonly derivation: Derivation | undefined
    }
  | { readonly kind: 'refused'; readonly status: 401 | 404; readonly message: string }

interface Found {
  readonly asset: Asset
  readonly derivation?: Derivation
}

function isAnonymousNow(control: AccessControl, nowMs: number): boolean {
  return control.some(
    ({ access_type, start, end }) =>
      access_type === 'anonymous' &&
      (start === undefined || timeMsOf(start) <= nowMs) &&
      (end === undefined || nowMs <= timeMsOf(end)),
  )
}

type Place = Omit<Address, 'publicId'>

function withoutVersion(segments: readonly string[]): string {
  return (/^v\d+$/.test(segments[0] ?? '') ? segments.slice(1) : segments).join('/')
}

// In `a.jpg` of an image, `jpg` is the format and `a` the public id; without a format, the original is meant.
function findOriginal(assets: Assets, place: Place, segments: readonly string[]): Asset | undefined {
  const name = withoutVersion(segments)
  const extension = extensionOf(name)
  const byStem = extension === '' ? undefined : assets.find({ ...place, publicId: stemOf(name) })
  if (byStem && byStem.format === formatOfExtension(extension)) return byStem
  return assets.find({ ...place, publicId: name })
}

// What stands before the version is a transformation; an extension that is not the original's asks for a conversion.
function findDerived(assets: Assets, place: Place, segments: readonly string[]): Found | undefined {
  if (place.resourceType !== 'image') return undefined
  const end = segments.findIndex((segment) => !isStep(segment))
  const steps = parseTransformation(segments.slice(0, end).join('/'))
  const name = withoutVersion(segments.slice(end))
  const format = formatOfExtension(extensionOf(name))
  const original = findOriginal(assets, place, segments.slice(end))
  const asset = original ?? (isWritten(format) ? assets.find({ ...place, publicId: stemOf(name) }) : undefined)
  return asset && { asset, derivation: { steps, format: original?.format ?? format } }
}

function findDelivered(
  assets: Assets,
  [, first, second]: readonly string[],
  rest: readonly string[],
): Found | undefined {
  const resourceType = resourceTypeSchema.safeParse(first).data
  const type = deliveryTypeSchema.safeParse(second).data
  if (!resourceType || !type) return undefined
  const place = { resourceType, type }
  const asset = findOriginal(assets, place, rest)
  return asset ? { asset } : findDerived(assets, place, rest)
}

// The images made from private originals are for everyone, and all is for those to whom the owner has signed an address.
function isOpen({ asset, derivation }: Found, isSigned: boolean, nowMs: number): boolean {
  const { type, accessControl } = asset
  const isOpenType = isSigned || type === 'upload' || (type === 'private' && derivation !== undefined)
  return isOpenType && (!accessControl || isAnonymousNow(accessControl, nowMs))
}

/** Decides what a delivery address shows: an original or an image made from it, if anyone may see it. */
export function decideDelivery(
  assets: Assets,
  segments: readonly string[],
  { cloudName, apiSecret }: Pick<Credentials, 'cloudName' | 'apiSecret'>,
  nowMs: number,
): Delivery {
  const address = readSignature(segments.slice(3), apiSecret)
  const found = segments[0] === cloudName ? findDelivered(assets, segments, address.segments) : undefined
  if (!found) return { kind: 'refused', status: 404, message: `Resource not found - ${segments.slice(3).join('/')}` }
  const { signature } = address
  if (signature === 'wrong') return { kind: 'refused', status: 401, message: 'Invalid signature' }
  if (!isOpen(found, signature === 'right', nowMs))
    return { kind: 'refused', status: 401, message: 'deny or ACL failure' }
  const { asset, derivation } = found
  return { kind: 'found', asset, contentType: contentTypeOf(asset.format ?? extensionOf(asset.publicId)), derivation }
}
