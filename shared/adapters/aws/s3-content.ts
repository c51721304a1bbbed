import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { limits } from '../../model/limits.ts'
import type { ObjectId } from './s3.ts'
import { readThrough } from './s3-bytes.ts'

/** Enough for every signature that file-type knows in files that Cloudinary takes. */
const HEAD_BYTES = 4100

/** The resource type that the first bytes of an object speak for; undefined for an empty one. */
export async function detectType(client: S3Client, id: ObjectId, sizeBytes: number) {
  if (sizeBytes === 0) return undefined
  const { Body } = await client.send(new GetObjectCommand({ ...id, Range: `bytes=0-${HEAD_BYTES - 1}` }))
  const parts: Uint8Array[] = []
  for await (const part of readThrough(Body, limits.answerTimeoutMs)) parts.push(part)
  // Loaded only where a rule asks for it.
  const { detectResourceType } = await import('./content-type.ts')
  return detectResourceType(Buffer.concat(parts), id.Key)
}
