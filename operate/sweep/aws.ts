import { Readable } from 'node:stream'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { UsageError } from '../cli/usage-error.ts'

/** Opens an object of any bucket, to be read once. */
export async function openObject(s3: S3Client, Bucket: string, Key: string): Promise<Readable> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    if (Body instanceof Readable) return Body
    throw new Error('it has no content')
  } catch (thrown) {
    throw new UsageError(`cannot read s3://${Bucket}/${Key}: ${thrown}`)
  }
}
