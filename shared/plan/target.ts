import { createHash } from 'node:crypto'
import type { Observation, ObservedObject } from '../observe/observation.ts'
import type { AssetAddress } from '../record/entry.ts'
import { publicIdOf } from './public-id.ts'
import { resourceTypeOf } from './resource-type.ts'
import { isTemporaryName } from './temporary-names.ts'

/** Where the service keeps its own marker objects, which are never mirrored. */
export const MARKER_PREFIX = '.wellknown/'

/** What a key is to be in Cloudinary, by its name alone. */
export type Target =
  | { readonly kind: 'mirrored'; readonly address: AssetAddress }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'impossible'; readonly code: string; readonly reason: string }

/** What is sent along with an asset. All values are strings, as Cloudinary's context has them. */
export interface Attributes {
  readonly context: Readonly<Record<string, string>>
}

/** Says what the key is to be in Cloudinary. */
export function targetOf(key: string): Target {
  if (key.endsWith('/')) return { kind: 'ignored', reason: 'a folder marker' }
  if (key.startsWith(MARKER_PREFIX)) return { kind: 'ignored', reason: 'a marker of the service' }
  if (isTemporaryName(key)) return { kind: 'ignored', reason: 'a temporary name' }
  const resourceType = resourceTypeOf(key)
  const result = publicIdOf(key, resourceType)
  if ('impossible' in result) return { kind: 'impossible', code: 'public-id', reason: result.impossible }
  return { kind: 'mirrored', address: { resourceType, type: 'upload', publicId: result.publicId } }
}

/** True where an object calls for an asset: it is there, has content, and its name is not one to ignore. */
export function callsForAsset(key: string, observation: Observation | { readonly sizeBytes: number }): boolean {
  const isThere = 'sizeBytes' in observation && observation.sizeBytes > 0
  return isThere && targetOf(key).kind !== 'ignored'
}

/** The attributes of the asset of an object: its source identity. */
export function attributesOf(bucket: string, key: string, object: ObservedObject): Attributes {
  return {
    context: {
      source_bucket: bucket,
      source_key: key,
      source_etag: object.etag,
      source_last_modified: new Date(object.lastModifiedMs).toISOString(),
      ...(object.versionId === undefined ? {} : { source_version_id: object.versionId }),
    },
  }
}

/**
 * True where an asset's context says that it was made from this bucket. At an address that a key owns such an asset is the
 * key's own, whichever key the label names: a rename, perhaps a late one, may have brought it from there.
 */
export function isLabelled(context: Readonly<Record<string, string>>, bucket: string): boolean {
  return context.source_bucket === bucket
}

/** A digest of attributes, equal where they are equal. */
export function fingerprintOf(attributes: Attributes): string {
  const pairs = Object.entries(attributes.context).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(pairs)).digest('base64url')
}
