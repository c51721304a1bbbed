import {
  type CompletedPart,
  CopyObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Refusal } from '../reply.ts'
import type { Bucket } from './bucket.ts'
import { inParts, type Upload } from './multipart.ts'

/** What S3 copies in one request. Source: Amazon S3 User Guide, "Copying, moving, and renaming objects". */
export const COPY_BYTES_MAX = 5 * 2 ** 30

/** An object that is to be copied. */
export interface Original {
  readonly key: string
  readonly bytes: number
}

/**
 * Copies an object with all that S3 knows of it: in one request, or in parts where it has more than `bytesMax`. If it throws, the
 * target stays as it was.
 */
export async function copyObject(bucket: Bucket, from: Original, to: string, bytesMax: number): Promise<void> {
  const { s3, name } = bucket
  const CopySource = [name, ...from.key.split('/')].map(encodeURIComponent).join('/')
  if (from.bytes > bytesMax) return copyInParts(bucket, from.key, { Key: to, CopySource }, bytesMax)
  await s3.send(new CopyObjectCommand({ Bucket: name, Key: to, CopySource }))
}

async function copyInParts(
  { s3, name }: Bucket,
  from: string,
  { Key, CopySource }: { readonly Key: string; readonly CopySource: string },
  partBytes: number,
): Promise<void> {
  const original = { Bucket: name, Key: from }
  const head = await s3.send(new HeadObjectCommand(original))
  const { TagSet = [] } = head.TagCount ? await s3.send(new GetObjectTaggingCommand(original)) : {}
  const Tagging = new URLSearchParams(
    Object.fromEntries(TagSet.map(({ Key: tag = '', Value = '' }) => [tag, Value])),
  ).toString()
  await inParts(s3, { Bucket: name, Key, ...descriptionOf(head), Tagging }, async (upload) => {
    const parts = await copyParts(s3, upload, CopySource, { bytes: head.ContentLength ?? 0, partBytes })
    const { ETag } = await s3.send(new HeadObjectCommand(original))
    // Its parts would be of two files.
    if (ETag !== head.ETag) throw new Refusal(451, 'The file was overwritten while it was copied. Try again.')
    return parts
  })
}

async function copyParts(
  s3: Bucket['s3'],
  upload: Upload,
  CopySource: string,
  { bytes, partBytes }: { readonly bytes: number; readonly partBytes: number },
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = []
  for (let start = 0; start < bytes; start += partBytes) {
    const PartNumber = parts.length + 1
    const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, bytes) - 1}`
    const part = { ...upload, PartNumber, CopySource, CopySourceRange }
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(part))
    parts.push({ PartNumber, ETag: CopyPartResult?.ETag })
  }
  return parts
}

/** What a copy in one request would take over by itself. */
function descriptionOf(head: HeadObjectCommandOutput) {
  const { ContentType, ContentLanguage, ContentDisposition, ContentEncoding, CacheControl, Metadata } = head
  return { ContentType, ContentLanguage, ContentDisposition, ContentEncoding, CacheControl, Metadata }
}
