import { type AccessControl, type Asset, deliveryTypeSchema, resourceTypeSchema, timeMsOf } from './asset.ts'
import type { Assets } from './decision.ts'
import { contentTypeOf, extensionOf, formatOfExtension } from './formats.ts'

/** What there is to see at a delivery address. */
export type Delivery =
  | { readonly kind: 'found'; readonly asset: Asset; readonly contentType: string }
  | { readonly kind: 'refused'; readonly status: 401 | 404; readonly message: string }

const isAnonymousNow = (control: AccessControl, nowMs: number): boolean =>
  control.some(
    ({ access_type, start, end }) =>
      access_type === 'anonymous' &&
      (start === undefined || timeMsOf(start) <= nowMs) &&
      (end === undefined || nowMs <= timeMsOf(end)),
  )

// In `a.jpg` of an image, `jpg` is the format and `a` the public id; without a format, the original is meant.
function findDelivered(assets: Assets, segments: readonly string[]): Asset | undefined {
  const [, first, second, ...rest] = segments
  const resourceType = resourceTypeSchema.safeParse(first).data
  const type = deliveryTypeSchema.safeParse(second).data
  if (!resourceType || !type) return undefined
  const name = (/^v\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest).join('/')
  const extension = extensionOf(name)
  const stem = name.slice(0, -(extension.length + 1))
  const byStem = extension === '' ? undefined : assets.find({ resourceType, type, publicId: stem })
  if (byStem && byStem.format === formatOfExtension(extension)) return byStem
  return assets.find({ resourceType, type, publicId: name })
}

/** Decides what a delivery address shows: an original, if anyone may see it. Nothing is converted or transformed. */
export function decideDelivery(
  assets: Assets,
  segments: readonly string[],
  cloudName: string,
  nowMs: number,
): Delivery {
  const asset = segments[0] === cloudName ? findDelivered(assets, segments) : undefined
  if (!asset) return { kind: 'refused', status: 404, message: `Resource not found - ${segments.slice(3).join('/')}` }
  const isOpen = asset.type === 'upload' && (!asset.accessControl || isAnonymousNow(asset.accessControl, nowMs))
  if (!isOpen) return { kind: 'refused', status: 401, message: 'deny or ACL failure' }
  return { kind: 'found', asset, contentType: contentTypeOf(asset.format ?? extensionOf(asset.publicId)) }
}
