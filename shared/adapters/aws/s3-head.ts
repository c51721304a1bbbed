import { TransientError } from '../../model/errors.ts'
import type { ObservedObject } from '../../model/observation.ts'
import { type Checksums, checksumOf } from './checksum.ts'
import { decodeHeaderText } from './header-text.ts'

const ARCHIVE_CLASSES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE']
const METADATA = 'x-amz-meta-'

/** What an answer to HeadObject says of an object, by the SDK's names. */
export interface ObjectHead extends Checksums {
  readonly ArchiveStatus?: string | undefined
  readonly ContentLength?: number | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
  /** As it was sent. */
  readonly Metadata?: Readonly<Record<string, string>> | undefined
  readonly Restore?: string | undefined
  readonly SSECustomerAlgorithm?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly StorageClass?: string | undefined
  readonly VersionId?: string | undefined
}

/** What HEAD says of an object that is there. Throws the TransientError `s3-malformed` where that has no date. */
export function toObservation(head: ObjectHead): Omit<ObservedObject, 'tags' | 'detected'> {
  const etag = bareEtag(head.ETag)
  const { LastModified } = head
  if (!LastModified || Number.isNaN(LastModified.getTime()))
    throw new TransientError('s3-malformed', 'S3 answered HEAD without a date')
  const archived = ARCHIVE_CLASSES.includes(head.StorageClass ?? '') || head.ArchiveStatus !== undefined
  return {
    state: 'present',
    etag,
    etagIsMd5:
      /^[0-9a-f]{32}$/.test(etag) && !/^aws:kms/.test(head.ServerSideEncryption ?? '') && !head.SSECustomerAlgorithm,
    checksum: checksumOf(head),
    sizeBytes: head.ContentLength ?? 0,
    versionId: head.VersionId === 'null' ? undefined : head.VersionId,
    lastModifiedMs: wholeSeconds(LastModified),
    archived: archived && !/ongoing-request="false"/.test(head.Restore ?? ''),
    metadata: mapValues(head.Metadata ?? {}, decodeHeaderText),
  }
}

/**
 * Reads the headers of an answer to HeadObject, for those who have no SDK to do so. Checksums, which have to be asked for, are left out.
 * Source: Amazon S3 API Reference, HeadObject, response elements.
 */
export function readHead(headers: Headers): ObjectHead {
  const text = (name: string) => headers.get(name) ?? undefined
  const modified = text('last-modified')
  const metadata = [...headers].filter(([name]) => name.startsWith(METADATA))
  return {
    ArchiveStatus: text('x-amz-archive-status'),
    ContentLength: Number(text('content-length') ?? 0),
    ETag: text('etag'),
    LastModified: modified === undefined ? undefined : new Date(modified),
    Metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice(METADATA.length), value])),
    Restore: text('x-amz-restore'),
    SSECustomerAlgorithm: text('x-amz-server-side-encryption-customer-algorithm'),
    ServerSideEncryption: text('x-amz-server-side-encryption'),
    StorageClass: text('x-amz-storage-class'),
    VersionId: text('x-amz-version-id'),
  }
}

/** HEAD tells whole seconds; a listing may tell more, and the two must compare equal. */
export function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000) * 1000
}

/** An ETag without the quotes that it has in a header. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '')
}

function mapValues(record: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
