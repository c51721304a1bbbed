import { fileTypeFromBuffer } from 'file-type'
import type { AssetAddress } from '../../model/address.ts'
import { resourceTypeOf } from '../../rules/resource-type.ts'

/** SVG is text, which has no signature of its own. */
const SVG = /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i

/** The resource type that the first bytes of a file speak for; `raw` for what Cloudinary does not know. */
export async function detectResourceType(start: Uint8Array): Promise<AssetAddress['resourceType']> {
  if (SVG.test(Buffer.from(start).toString())) return 'image'
  const type = await fileTypeFromBuffer(start)
  return type ? resourceTypeOf(`file.${type.ext}`) : 'raw'
}
