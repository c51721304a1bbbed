import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  type HeadObjectCommandOutput,
  NoSuchKey,
  NotFound,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Transfer } from '../../model/desired-asset.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { Source } from '../../ports/source.ts'
import type { Needs } from '../../rules/rules.ts'
import { callAws } from './failure.ts'
import { locator, PRESIGNED_SECONDS } from './object-location.ts'
import { s3Bytes } from './s3-bytes.ts'
import { toObservation } from './s3-head.ts'
import { s3Listing } from './s3-listing.ts'

/** Finds out what the first bytes of an object speak for. */
export type DetectType = (client: S3Client, id: ObjectId, sizeBytes: number) => Promise<ObservedObject['detected']>

/** For those to whom HEAD says enough: neither tags nor content are read. */
export const HEADS_ONLY = [() => ({ tags: false, content: false }), async () => undefined] as const

/** What S3 says of an object of the bucket, and what of it the rules need to know. `detectType` is called where that is its content. */
export function s3Observer(
  client: S3Client,
  bucket: string,
  needsOf: (key: string) => Needs,
  detectType: DetectType,
): Pick<Source, 'observe'> {
  return {
    observe: (key) =>
      callAws('s3', async () => {
        try {
          const object = toObservation(await headObject(client, { Bucket: bucket, Key: key }))
          const id = { Bucket: bucket, Key: key, ...(object.versionId && { VersionId: object.versionId }) }
          const needs = needsOf(key)
          const tags = needs.tags ? await readTags(client, id) : {}
          const detected =
            needs.content && !object.archived ? await detectType(client, id, object.sizeBytes) : undefined
          return { ...object, tags, detected }
        } catch (thrown) {
          // Between the HEAD and what is read after it the object may have gone.
          if (thrown instanceof NotFound || thrown instanceof NoSuchKey) return { state: 'absent' }
          throw thrown
        }
      }),
  }
}

/**
 * The source bucket in S3. `detectType` is called where the needs of a key have its content; `transfer` is how all objects are
 * transferred, whatever the rules say; `streaming` is the client by which bytes are read that are sent to Cloudinary.
 */
export function s3Source(
  client: S3Client,
  bucket: string,
  needsOf: (key: string) => Needs,
  detectType: DetectType,
  { transfer, streaming = client }: { readonly transfer?: Transfer | undefined; readonly streaming?: S3Client } = {},
): Source {
  return {
    transfer,
    ...s3Observer(client, bucket, needsOf, detectType),
    async confirmBucket() {
      await callAws('s3', () => client.send(new HeadBucketCommand({ Bucket: bucket })))
    },
    locate: locator(bucket, {
      bytes: (key, object) => s3Bytes(streaming, bucket, key, object),
      presign: (key, object) => presign(client, bucket, key, object),
    }),
    ...s3Listing(client, bucket),
  }
}

async function presign(client: S3Client, bucket: string, key: string, object: ObservedObject): Promise<string> {
  const version = object.versionId === undefined ? {} : { VersionId: object.versionId }
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...version })
  return callAws('s3', () => getSignedUrl(client, command, { expiresIn: PRESIGNED_SECONDS }))
}

/** Asks S3 for all that HEAD tells, the checksum included where S3 may tell it. */
async function headObject(client: S3Client, input: HeadObjectCommandInput): Promise<HeadObjectCommandOutput> {
  try {
    return await client.send(new HeadObjectCommand({ ...input, ChecksumMode: 'ENABLED' }))
  } catch (thrown) {
    const isRefused = thrown instanceof S3ServiceException && thrown.$metadata.httpStatusCode === 403
    if (!isRefused) throw thrown
    // The checksum of an object by SSE-KMS takes kms:Decrypt, which the rest does not; HEAD does not say what it was refused for.
    return client.send(new HeadObjectCommand(input))
  }
}

/** An object, and of a versioned bucket its version, as S3's commands name it. */
export interface ObjectId {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
}

async function readTags(client: S3Client, id: ObjectId): Promise<Record<string, string>> {
  const { TagSet = [] } = await client.send(new GetObjectTaggingCommand(id))
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]))
}
