import type { Address, Asset } from './asset.ts'
import type { MetadataField } from './metadata/field.ts'
import type { Preset } from './preset.ts'

/** The assets, and what the account defines for them, as they are while one request is decided. */
export interface Assets {
  find(address: Address): Asset | undefined
  /** All of them, in the order in which they were created. */
  all(): Iterable<Asset>
  readonly fields: ReadonlyMap<string, MetadataField>
  readonly presets: ReadonlyMap<string, Preset>
}

/** What a decision may not make up by itself: the time, the number of its commit, and fresh ids. */
export interface Moment {
  readonly nowMs: number
  readonly commit: number
  readonly assetId: string
  readonly versionId: string
}

/** One asset or definition put in place, whether new or in place of its former self, or taken away. */
export type Change =
  | { readonly put: Asset }
  | { readonly remove: Asset }
  | { readonly field: MetadataField }
  | { readonly removeField: string }
  | { readonly preset: Preset }
  | { readonly removePreset: string }

/** What is answered, before it is written as JSON. */
export type Json = { readonly [name: string]: unknown }

/** What to answer: an asset as the Upload API shows it, with more or less than that, or something else, or a refusal. */
export type Reply =
  | { readonly kind: 'asset'; readonly asset: Asset; readonly extra?: Json; readonly omit?: readonly string[] }
  | { readonly kind: 'body'; readonly body: Json }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }

/** An answer, and the changes that must be in place before it is given. */
export interface Decision {
  readonly reply: Reply
  readonly changes: readonly Change[]
}

/** Decides to change nothing and say why. */
export function refuse(status: number, message: string): Decision {
  return { reply: { kind: 'refused', status, message }, changes: [] }
}

/** Refuses because no asset stands at the address. */
export function notFound(publicId: string): Decision {
  return refuse(404, `Resource not found - ${publicId}`)
}

/** Writes a time as Cloudinary does: ISO 8601, whole seconds, UTC. */
export function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z')
}
