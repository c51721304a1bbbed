import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  type HeadObjectCommandOutput,
  NoSuchKey,
  NotFound,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Transfer } from '../../model/desired-asset.ts'
import { PermanentError, TransientError } from '../../model/errors.ts'
import { hasDotSegment } from '../../model/object-key.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { Source } from '../../ports/source.ts'
import type { Needs } from '../../rules/rules.ts'
import { checksumOf, headObject } from './checksum.ts'
import { awsFailure, callAws } from './failure.ts'
import { decodeHeaderText } from './header-text.ts'
import { s3Bytes } from './s3-bytes.ts'
import { bareEtag, s3Listing, wholeSeconds } from './s3-listing.ts'

const PRESIGNED_SECONDS = 3600
const ARCHIVE_CLASSES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE']
/** How s3:// URLs write these characters is documented nowhere; a presigned URL says it unmistakably. */
const AMBIGUOUS_IN_URL = /[%#?+\\\p{Cc}]|^\s|\s$/u

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
    async observe(key) {
      try {
        const object = toObservation(await headObject(client, { Bucket: bucket, Key: key }))
        const id = { Bucket: bucket, Key: key, ...(object.versionId && { VersionId: object.versionId }) }
        const needs = needsOf(key)
        const tags = needs.tags ? await readTags(client, id) : {}
        const detected = needs.content && !object.archived ? await detectType(client, id, object.sizeBytes) : undefined
        return { ...object, tags, detected }
      } catch (thrown) {
        // Between the HEAD and what is read after it the object may have gone.
        if (thrown instanceof NotFound || thrown instanceof NoSuchKey) return { state: 'absent' }
        throw awsFailure('s3', thrown)
      }
    },
  }
}

/**
 * The source bucket in S3. `detectType` is called where the needs of a key have its content; `transfer` is how all objects are
 * transferred, whatever the rules say.
 */
export function s3Source(
  client: S3Client,
  bucket: string,
  needsOf: (key: string) => Needs,
  detectType: DetectType,
  transfer?: Transfer,
): Source {
  return {
    transfer,
    ...s3Observer(client, bucket, needsOf, detectType),
    async confirmBucket() {
      await callAws('s3', () => client.send(new HeadBucketCommand({ Bucket: bucket })))
    },
    async locate(key, object, asked) {
      if (asked === 'stream') return s3Bytes(client, bucket, key, object)
      // No URL leads to it: encoded or not, a reader takes the segment away, and reads another object.
      if (hasDotSegment(key)) throw new PermanentError('dot-segment', `no URL can name the key ${key}`)
      const isPlain = asked === 's3' && !AMBIGUOUS_IN_URL.test(key) && !bucket.includes('.')
      return isPlain ? `s3://${bucket}/${key}` : presign(client, bucket, key, object)
    },
    ...s3Listing(client, bucket),
  }
}

async function presign(client: S3Client, bucket: string, key: string, object: ObservedObject): Promise<string> {
  const version = object.versionId === undefined ? {} : { VersionId: object.versionId }
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...version })
  return callAws('s3', () => getSignedUrl(client, command, { expiresIn: PRESIGNED_SECONDS }))
}

function toObservation(head: HeadObjectCommandOutput): Omit<ObservedObject, 'tags' | 'detected'> {
  const etag = bareEtag(head.ETag)
  if (head.LastModified === undefined) throw new TransientError('s3-malformed', 'S3 answered HEAD without a date')
  const archived = ARCHIVE_CLASSES.includes(head.StorageClass ?? '') || head.ArchiveStatus !== undefined
  return {
    state: 'present',
    etag,
    etagIsMd5:
      /^[0-9a-f]{32}$/.test(etag) && !/^aws:kms/.test(head.ServerSideEncryption ?? '') && !head.SSECustomerAlgorithm,
    checksum: checksumOf(head),
    sizeBytes: head.ContentLength ?? 0,
    versionId: head.VersionId === 'null' ? undefined : head.VersionId,
    lastModifiedMs: wholeSeconds(head.LastModified),
    archived: archived && !/ongoing-request="false"/.test(head.Restore ?? ''),
    metadata: mapValues(head.Metadata ?? {}, decodeHeaderText),
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

function mapValues(record: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
