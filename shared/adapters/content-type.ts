import { fileTypeFromBuffer } from 'file-type'
import type { AssetAddress } from '../record/entry.ts'
import { resourceTypeOf } from '../rules/resource-type.ts'

/** The resource type that the first bytes of a file speak for; `raw` for what Cloudinary does not know. */
export async function detectResourceType(start: Uint8Array): Promise<AssetAddress['resourceType']> {
  const type = await fileTypeFromBuffer(start)
  if (type) return resourceTypeOf(`file.${type.ext}`)
  // SVG is text, which has no signature.
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(
    Buffer.from(start).toString(),
  )
    ? 'image'
    : 'raw'
}
