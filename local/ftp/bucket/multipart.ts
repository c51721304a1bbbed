import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
} from '@aws-sdk/client-s3'
import type { Bucket } from './bucket.ts'

/** An upload in parts that has begun, as each request names it. */
export interface Upload {
  readonly Bucket: string | undefined
  readonly Key: string | undefined
  readonly UploadId: string | undefined
}

/** Makes one object of the parts that `bring` has put into the upload. Where that or S3 fails, it rejects, and no part is left. */
export async function inParts(
  s3: Bucket['s3'],
  object: CreateMultipartUploadCommandInput,
  bring: (upload: Upload) => Promise<CompletedPart[]>,
): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object))
  const upload = { Bucket: object.Bucket, Key: object.Key, UploadId }
  try {
    const Parts = await bring(upload)
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }))
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => {})
    throw error
  }
}
