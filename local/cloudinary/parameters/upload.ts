import { z } from 'zod'
import type { Fields } from '../signature.ts'
import { parseEager, parseTransformation } from '../transform/parse.ts'
import { type Accepted, readParameters } from './known.ts'
import {
  accessControl,
  assetFolder,
  context,
  contextChanges,
  deliveryType,
  displayName,
  flag,
  many,
  metadata,
  optionalText,
  tags,
  text,
  webAddress,
} from './values.ts'

// Read where the signature is checked.
const signed = { api_key: optionalText, signature: optionalText, timestamp: optionalText }

/** What an upload, an explicit and an update can set. */
export const attributes = {
  tags: tags.optional(),
  context: context.optional(),
  metadata: metadata.optional(),
  access_control: accessControl.optional(),
  asset_folder: assetFolder,
  display_name: displayName,
}

const eager = {
  eager: text.transform(parseEager).optional(),
  eager_async: flag,
  eager_notification_url: webAddress,
}

const type = deliveryType.default('upload')

const uploadSchema = z.object({
  ...signed,
  ...attributes,
  ...eager,
  type,
  upload_preset: optionalText,
  file: optionalText,
  public_id: optionalText,
  public_id_prefix: optionalText,
  folder: optionalText,
  use_filename: flag,
  unique_filename: flag.transform((value) => value ?? true),
  use_asset_folder_as_public_id_prefix: flag,
  overwrite: flag.transform((value) => value ?? true),
  filename_override: optionalText,
  async: flag,
  transformation: text.transform(parseTransformation).optional(),
  format: optionalText,
  notification_url: webAddress,
})

const uploadAccepted: readonly Accepted[] = ['backup', 'invalidate']

const explicitSchema = z.object({ ...signed, ...attributes, ...eager, type, public_id: text })

const destroySchema = z.object({ ...signed, type, public_id: text })

const renameSchema = z.object({
  ...signed,
  type,
  from_public_id: text,
  to_public_id: text,
  to_type: deliveryType.optional(),
  overwrite: flag,
  context: flag,
  metadata: flag,
})

const tagsSchema = z.object({
  ...signed,
  type,
  command: text.pipe(z.enum(['add', 'remove', 'replace', 'remove_all'])),
  tag: tags.optional(),
  tags: tags.optional(),
  public_ids: many,
})

const contextSchema = z.object({
  ...signed,
  type,
  command: text.pipe(z.enum(['add', 'remove_all'])),
  context: contextChanges.optional(),
  public_ids: many,
})

const metadataSchema = z.object({ ...signed, type, metadata, public_ids: many })

/** The parameters of each operation as they are after reading. */
export type UploadParameters = z.infer<typeof uploadSchema>
export type ExplicitParameters = z.infer<typeof explicitSchema>
export type DestroyParameters = z.infer<typeof destroySchema>
export type RenameParameters = z.infer<typeof renameSchema>
export type TagsParameters = z.infer<typeof tagsSchema>
export type ContextParameters = z.infer<typeof contextSchema>
export type MetadataParameters = z.infer<typeof metadataSchema>

/** Reads one operation's parameters, or refuses with what is not known, missing or wrong. */
export function parseUpload(fields: Fields): UploadParameters {
  return readParameters({ operation: 'upload', schema: uploadSchema, accepted: uploadAccepted }, fields)
}

export function parseExplicit(fields: Fields): ExplicitParameters {
  return readParameters({ operation: 'explicit', schema: explicitSchema, accepted: ['invalidate'] }, fields)
}

export function parseDestroy(fields: Fields): DestroyParameters {
  return readParameters({ operation: 'destroy', schema: destroySchema, accepted: ['invalidate'] }, fields)
}

export function parseRename(fields: Fields): RenameParameters {
  return readParameters({ operation: 'rename', schema: renameSchema, accepted: ['invalidate'] }, fields)
}

export function parseTags(fields: Fields): TagsParameters {
  return readParameters({ operation: 'tags', schema: tagsSchema }, fields)
}

export function parseContextCommand(fields: Fields): ContextParameters {
  return readParameters({ operation: 'context', schema: contextSchema }, fields)
}

export function parseMetadataCommand(fields: Fields): MetadataParameters {
  return readParameters({ operation: 'metadata', schema: metadataSchema }, fields)
}

const ownOfUploads = new Set(['api_key', 'signature', 'timestamp', 'file', 'upload_preset'])

/** The names of what an upload preset can say of an upload. */
export const presetNames = [
  ...Object.keys(uploadSchema.shape).filter((name) => !ownOfUploads.has(name)),
  ...uploadAccepted,
]
