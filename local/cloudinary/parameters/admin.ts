import { z } from 'zod'
import type { Fields } from '../signature.ts'
import { type Accepted, readParameters, refuseUnknown } from './known.ts'
import { attributes, parseUpload, presetNames } from './upload.ts'
import { flag, many, optionalText, text } from './values.ts'

const resultsMax = 500

const maxResults = text
  .pipe(z.string().regex(/^[1-9]\d*$/))
  .default('10')
  .transform((wanted) => Math.min(Number(wanted), resultsMax))

const listingSchema = z.object({
  prefix: optionalText,
  max_results: maxResults,
  next_cursor: optionalText,
  direction: optionalText
    .pipe(z.enum(['asc', 'desc', '1', '-1']).default('desc'))
    .transform((value) => (value === 'asc' || value === '1' ? 'asc' : 'desc')),
  tags: flag,
  context: flag,
  metadata: flag,
  public_ids: many.optional(),
  asset_ids: many.optional(),
  key: optionalText,
  value: optionalText,
  asset_folder: text.optional(),
})

const shown = ['tags', 'context', 'metadata']
const page = [...shown, 'max_results', 'next_cursor', 'direction']

// What is known depends on what is listed, and by what.
const listingNames = {
  resources: [...page, 'prefix'],
  'resources by tag': page,
  'resources by context': [...page, 'key', 'value'],
  'resources by asset folder': [...page, 'asset_folder'],
  'resources by public ids': [...shown, 'public_ids'],
  'resources by asset ids': [...shown, 'asset_ids'],
}

const updateSchema = z.object(attributes)

const deletionSchema = z.object({
  asset_ids: many.optional(),
  public_ids: many.optional(),
  prefix: optionalText,
  all: flag,
})

const deletionNames = {
  'delete by public ids': ['public_ids'],
  'delete by asset ids': ['asset_ids'],
  'delete by prefix': ['prefix'],
  'delete by tag': [],
  'delete all': ['all'],
}

/** The parameters of each call as they are after reading. */
export type ListingParameters = z.infer<typeof listingSchema>
export type UpdateParameters = z.infer<typeof updateSchema>
export type DeletionParameters = z.infer<typeof deletionSchema>

/** Reads the parameters of one kind of list, or refuses with what is not known, missing or wrong. */
export function parseListing(operation: keyof typeof listingNames, fields: Fields): ListingParameters {
  return readParameters({ operation, schema: listingSchema, names: listingNames[operation] }, fields)
}

/** Reads the parameters of an update, or refuses with what is not known, missing or wrong. */
export function parseUpdate(fields: Fields): UpdateParameters {
  return readParameters({ operation: 'update', schema: updateSchema }, fields)
}

/** Reads the parameters of one kind of deletion, or refuses with what is not known, missing or wrong. */
export function parseDeletion(operation: keyof typeof deletionNames, fields: Fields): DeletionParameters {
  const names = deletionNames[operation]
  return readParameters({ operation, schema: deletionSchema, names, accepted: ['invalidate', 'next_cursor'] }, fields)
}

const presetListingSchema = z.object({
  max_results: maxResults,
  next_cursor: text.pipe(z.string().regex(/^\d+$/)).default('0'),
})

/** Reads which part of the upload presets is listed. */
export function parsePresetListing(fields: Fields): z.infer<typeof presetListingSchema> {
  return readParameters({ operation: 'list upload presets', schema: presetListingSchema }, fields)
}

const presetSchema = z.object({ name: optionalText, unsigned: flag })
const presetAccepted: readonly Accepted[] = ['timestamp']

/** Reads what a preset is to be, or refuses what is not known, and what an upload would be refused for. */
export function parsePreset(operation: 'create upload preset' | 'change upload preset', fields: Fields) {
  const isNamed = operation === 'create upload preset'
  refuseUnknown(operation, fields, [...presetNames, ...(isNamed ? ['name'] : []), 'unsigned', ...presetAccepted])
  const given = Object.entries(fields).filter(([name, values]) => presetNames.includes(name) && values.some(Boolean))
  const parameters = Object.fromEntries(given.map(([name, values]) => [name, [...values]]))
  parseUpload(parameters)
  return { ...presetSchema.parse(fields), parameters }
}
