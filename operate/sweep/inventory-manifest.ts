import { z } from 'zod'
import { decodeEventKey } from '../../shared/event/key.ts'
import type { ListedObject } from '../../shared/ports/source.ts'
import { UsageError } from '../cli/usage-error.ts'

/** A file of an inventory. */
export interface InventoryFile {
  readonly key: string
  readonly md5: string
}

/** What an inventory's manifest.json says of its files. */
export interface Manifest {
  /** The bucket that they are in. */
  readonly bucket: string
  /** The columns of their rows. */
  readonly columns: readonly string[]
  readonly files: readonly InventoryFile[]
}

// Source: Amazon S3 User Guide, "Locating your inventory list".
const schema = z.object({
  sourceBucket: z.string(),
  destinationBucket: z.string().transform((text) => text.replace(/^arn:[^:]+:s3:::/, '')),
  fileFormat: z.string(),
  fileSchema: z.string(),
  files: z.array(z.object({ key: z.string(), MD5checksum: z.string().regex(/^[0-9a-f]{32}$/i) })),
})

const NEEDED = ['Key', 'Size', 'LastModifiedDate', 'ETag']
const OF_VERSIONS = ['IsLatest', 'IsDeleteMarker']

/** Reads the manifest of an inventory of a bucket in CSV; throws a UsageError that says what is wrong with it. */
export function parseManifest(text: string, sourceBucket: string): Manifest {
  const parsed = schema.safeParse(jsonOf(text))
  if (!parsed.success)
    throw new UsageError(`expected the manifest.json of an S3 inventory:\n${z.prettifyError(parsed.error)}`)
  const { fileFormat, fileSchema, files, destinationBucket: bucket, ...manifest } = parsed.data
  if (manifest.sourceBucket !== sourceBucket)
    throw new UsageError(`expected an inventory of ${sourceBucket}, found one of ${manifest.sourceBucket}`)
  if (fileFormat !== 'CSV')
    throw new UsageError(`expected an inventory in CSV, found ${fileFormat}; choose CSV as its output format`)
  const columns = fileSchema.split(',').map((name) => name.trim())
  const isOfVersions = columns.includes('VersionId')
  const missing = [...NEEDED, ...(isOfVersions ? OF_VERSIONS : [])].filter((name) => !columns.includes(name))
  if (missing.length > 0)
    throw new UsageError(
      `expected an inventory with ${missing.join(', ')}, found ${columns.join(', ')}; add the fields to it`,
    )
  return { bucket, columns, files: files.map(({ key, MD5checksum }) => ({ key, md5: MD5checksum.toLowerCase() })) }
}

/** The object that a row tells of; undefined for an older version and for a delete marker. */
export function objectOf(columns: readonly string[], row: readonly string[]): ListedObject | undefined {
  const cell = (name: string) => row[columns.indexOf(name)]
  if (cell('IsLatest') === 'false' || cell('IsDeleteMarker') === 'true') return undefined
  const key = decodeEventKey(cell('Key') ?? '')
  const sizeBytes = Number(cell('Size') || Number.NaN)
  const modifiedMs = Date.parse(cell('LastModifiedDate') ?? '')
  if (!key || !Number.isSafeInteger(sizeBytes) || Number.isNaN(modifiedMs))
    throw new UsageError(`expected an object in each row of the inventory, found ${JSON.stringify(row.slice(0, 8))}`)
  const etag = (cell('ETag') ?? '').replaceAll('"', '')
  // HEAD tells whole seconds.
  return { key, etag, sizeBytes, lastModifiedMs: Math.floor(modifiedMs / 1000) * 1000 }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
