import type { AssetAddress } from '../record/entry.ts'
import { extensionOf } from './resource-type.ts'

// Cloudinary forbids these in a public ID; each has a full-width form that it takes and that people recognise.
const FORBIDDEN = /[?&#\\%<>+]/g
const FULL_WIDTH_OFFSET = 0xfee0
const SEGMENT_CHARACTERS_MAX = 255

/** A public ID, or why the key cannot have one. */
export type PublicIdResult = { readonly publicId: string } | { readonly impossible: string }

/** Derives the public ID of a key: without its extension for images and videos, with it for raw files. */
export function publicIdOf(key: string, resourceType: AssetAddress['resourceType']): PublicIdResult {
  const extension = resourceType === 'raw' ? '' : extensionOf(key)
  const stem = extension ? key.slice(0, -(extension.length + 1)) : key
  const publicId = stem.replace(FORBIDDEN, toFullWidth)
  const fault = faultOf(publicId)
  return fault ? { impossible: `${fault}; rename the object` } : { publicId }
}

function toFullWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH_OFFSET)
}

function faultOf(publicId: string): string | undefined {
  const segments = publicId.split('/')
  if (segments.includes('')) return 'a public ID has no empty path segment'
  if (publicId !== publicId.trim()) return 'a public ID neither begins nor ends with a space'
  if (/\p{Cc}/u.test(publicId)) return 'a public ID has no control characters'
  const reserved = segments.slice(0, -1).find((segment) => /^(v\d+|images|videos)$/.test(segment))
  if (reserved !== undefined) return `a public ID has no path segment "${reserved}"`
  if ((segments.at(-1) ?? '').length > SEGMENT_CHARACTERS_MAX) {
    return `the last segment of a public ID has at most ${SEGMENT_CHARACTERS_MAX} characters`
  }
  return undefined
}
