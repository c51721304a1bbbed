import { fileTypeFromBuffer } from 'file-type'
import type { AssetAddress } from '../../model/address.ts'
import { resourceTypeOf } from '../../rules/resource-type.ts'

/** The resource type that the first bytes of a file speak for; `raw` for what Cloudinary does not know. */
export async function detectResourceType(start: Uint8Array): Promise<AssetAddress['resourceType']> {
  if (isSvg(Buffer.from(start).toString())) return 'image'
  const type = await fileTypeFromBuffer(start)
  return type ? resourceTypeOf(`file.${type.ext}`) : 'raw'
}

/** What may come before the root element of an SVG, which has no signature of its own: how each begins, and ends. */
const BEFORE_ROOT = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const

/** True for a text whose root element is `svg`. Goes over the text once: it is a stranger's. */
function isSvg(text: string): boolean {
  for (let at = skipSpace(text, 0); ; at = skipSpace(text, at)) {
    const comment = BEFORE_ROOT.find(([opening]) => text.startsWith(opening, at))
    if (comment) {
      const end = text.indexOf(comment[1], at + comment[0].length)
      if (end < 0) return false
      at = end + comment[1].length
    } else if (/^<!doctype\s/i.test(text.slice(at, at + 10))) {
      const end = endOfDoctype(text, at)
      if (end < 0) return false
      at = end
    } else return /^<svg[\s>/]/i.test(text.slice(at, at + 5))
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (/\s/.test(text.charAt(at))) at++
  return at
}

/** Behind a document type, which may declare entities in brackets; -1 where it does not end. */
function endOfDoctype(text: string, from: number): number {
  const bracket = text.indexOf('[', from)
  const close = text.indexOf('>', from)
  if (bracket < 0 || close < bracket) return close < 0 ? -1 : close + 1
  const subset = text.indexOf(']', bracket)
  const end = subset < 0 ? -1 : text.indexOf('>', subset)
  return end < 0 ? -1 : end + 1
}
