import { Readable } from 'node:stream'
import { Upload } from '@aws-sdk/lib-storage'
import type { Bucket } from './bucket.ts'

// S3's smallest part. What fits into one part is put in one piece, so that its ETag is its MD5.
const partBytes = 5 * 1024 * 1024
const partsAtOnce = 2

/**
 * Stores the content under the key once it has ended well. If it throws, the key stays as it was, and no part of a
 * multipart upload is left. Holds a few parts in memory, never the whole.
 */
export async function storeFile({ s3, name }: Bucket, key: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const params = {
    Bucket: name,
    Key: key,
    Body: Readable.from(content, { highWaterMark: 1 }),
    ContentType: 'application/octet-stream',
  }
  await new Upload({ client: s3, params, partSize: partBytes, queueSize: partsAtOnce }).done()
}
