import { fileTypeFromBuffer } from 'file-type'
import type { AssetAddress } from '../../model/address.ts'
import { extensionOf, resourceTypeOf } from '../../rules/resource-type.ts'
import { isSvg } from './svg.ts'

/** What `file-type` calls otherwise than Cloudinary does. */
const CLOUDINARY_NAMES: Readonly<Record<string, string>> = {
  ...{ apng: 'png', asf: 'wmv', m4b: 'm4a', f4a: 'm4a', f4b: 'm4a', m4p: 'mp4', f4v: 'mp4', f4p: 'mp4', ogx: 'ogv' },
}

/** What many formats are written in, or begin like: which of them a file is, its name says. */
const WRAPPINGS: Readonly<Record<string, readonly string[]>> = {
  cur: ['tga'],
  xml: ['mpd', 'svg'],
  zip: ['u3ma', 'usdz'],
}

/** Pictures, models and playlists that are written as text. Any other text is none, whatever its name. */
const TEXTS = ['ai', 'eps', 'eps3', 'ept', 'fbx', 'gltf', 'm3u8', 'mpd', 'obj', 'ply', 'ps', 'stl', 'svg']

/**
 * The resource type that the first bytes of a file speak for, whatever its name: a film that is called .jpg is a film, and
 * TypeScript that is called .ts is none. The name decides only where the bytes do not: files without a signature.
 */
export async function detectResourceType(start: Uint8Array, key: string): Promise<AssetAddress['resourceType']> {
  if (isSvg(Buffer.from(start).toString())) return 'image'
  const format = extensionOf(key).toLowerCase()
  const ext = (await fileTypeFromBuffer(start))?.ext
  // A transport stream is known by one letter, which a text may have at the same places.
  const isUnknown = ext === undefined || (ext === 'mts' && isText(start))
  if (isUnknown) return isText(start) && !TEXTS.includes(format) ? 'raw' : resourceTypeOf(key)
  if (WRAPPINGS[ext]?.includes(format)) return resourceTypeOf(key)
  return resourceTypeOf(`file.${CLOUDINARY_NAMES[ext] ?? ext}`)
}

/** True for UTF-8 without control characters but those of layout, and for what begins as UTF-16 does. */
function isText(start: Uint8Array): boolean {
  const [first, second] = start
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  try {
    // The last character may be cut.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true })
    return !/(?![\t\n\f\r])\p{Cc}/u.test(text)
  } catch {
    return false
  }
}
