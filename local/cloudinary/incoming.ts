import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ResourceType } from './asset.ts'
import type { Blobs } from './blobs.ts'
import { stemOf } from './formats.ts'
import type { UploadParameters } from './parameters/upload.ts'
import type { Fetched } from './source/source.ts'
import { renderImage } from './transform/image.ts'
import { identify } from './uploading.ts'

/** Applies a transformation and a format that an upload asks for to its image, before it is stored in that shape only. */
export async function applyIncoming(
  fetched: Fetched,
  { transformation = [], format }: UploadParameters,
  wanted: ResourceType | 'auto',
  blobs: Blobs,
): Promise<Fetched> {
  if (transformation.length === 0 && format === undefined) return fetched
  const { content, name } = fetched
  const media = await identify(content, name, wanted)
  if (media.resourceType !== 'image') return fetched
  try {
    const source = await buffer(await blobs.read(content.id))
    const rendered = await renderImage(source, transformation, format ?? media.format ?? 'png')
    const written = await blobs.write(Readable.from([rendered.bytes]))
    return { content: written, name: `${stemOf(name)}.${rendered.format}` }
  } finally {
    await blobs.remove(content.id)
  }
}
