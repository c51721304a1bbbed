import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { encodeEventKey } from '../../../shared/event/key.ts'

/** A row of an inventory, as its columns are by default. */
export interface InventoryRow {
  readonly key: string
  readonly etag?: string
  readonly sizeBytes?: number
  readonly modified?: string
  readonly versionId?: string
  readonly isLatest?: boolean
  readonly isDeleteMarker?: boolean
}

export const COLUMNS = 'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag'

/** A data file of an inventory in CSV, as S3 writes it. */
export function inventoryFile(bucket: string, rows: readonly InventoryRow[]): Buffer {
  const lines = rows.map((row) => {
    const { key, etag = 'e'.repeat(32), sizeBytes = 7, modified = '2026-01-01T00:00:00.000Z', versionId = '' } = row
    const { isLatest = true, isDeleteMarker = false } = row
    const cells = [bucket, encodeEventKey(key), versionId, isLatest, isDeleteMarker, sizeBytes, modified, etag]
    return cells.map((cell) => `"${cell}"`).join(',')
  })
  return gzipSync(`${lines.join('\n')}\n`)
}

/** The manifest of such files. */
export function manifestOf(bucket: string, files: Readonly<Record<string, Buffer>>, more: object = {}): string {
  return JSON.stringify({
    sourceBucket: bucket,
    destinationBucket: `arn:aws:s3:::${bucket}`,
    version: '2016-11-30',
    creationTimestamp: '1767225600000',
    fileFormat: 'CSV',
    fileSchema: COLUMNS,
    files: Object.entries(files).map(([key, bytes]) => ({
      key,
      size: bytes.length,
      MD5checksum: createHash('md5').update(bytes).digest('hex'),
    })),
    ...more,
  })
}
