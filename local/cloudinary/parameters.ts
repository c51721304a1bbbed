import { z } from 'zod'
import { accessControlSchema, deliveryTypeSchema } from './asset.ts'
import { parseContext, parseMetadata } from './key-values.ts'
import { Refusal } from './refusal.ts'
import type { Fields } from './signature.ts'
import { parseEager, parseTransformation } from './transform/parse.ts'

// Each parameter arrives as the list of its values; where one is wanted, the last counts, and an empty one is none.
const text = z.array(z.string()).transform((values) => values.at(-1) ?? '')
const optionalText = text.optional().transform((value) => value || undefined)
const flag = optionalText.transform((value) => (value === undefined ? undefined : ['1', 'true', 'yes'].includes(value)))
const webAddress = optionalText.pipe(z.url({ protocol: /^https?$/ }).optional())
const many = z.array(z.string()).transform((values) => values.filter((value) => value !== ''))
const transformation = text.transform(parseTransformation).optional()
const deliveryType = text.pipe(deliveryTypeSchema).default('upload')

const splitTags = (values: readonly string[]): string[] => [
  ...new Set(
    values
      .flatMap((value) => value.split(','))
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
]
const tags = z.array(z.string()).transform(splitTags)

function parseAccessControl(value: string, context: z.RefinementCtx): z.infer<typeof accessControlSchema> {
  try {
    return accessControlSchema.parse(JSON.parse(value))
  } catch {
    context.addIssue({ code: 'custom', message: 'Invalid access_control' })
    return z.NEVER
  }
}

const updatable = {
  tags: tags.optional(),
  context: text.transform(parseContext).optional(),
  metadata: text.transform(parseMetadata).optional(),
  access_control: text.transform(parseAccessControl).optional(),
  eager: text.transform(parseEager).optional(),
  eager_async: flag,
  eager_notification_url: webAddress,
  asset_folder: optionalText,
  display_name: optionalText,
}

const uploadSchema = z.object({
  ...updatable,
  file: optionalText,
  public_id: optionalText,
  public_id_prefix: optionalText,
  folder: optionalText,
  type: deliveryType,
  overwrite: flag.transform((value) => value ?? true),
  filename_override: optionalText,
  async: flag,
  transformation: transformation,
  format: optionalText,
  notification_url: webAddress,
})

const explicitSchema = z.object({
  ...updatable,
  public_id: text,
  type: deliveryType,
  notification_url: webAddress,
})

const destroySchema = z.object({ public_id: text, type: deliveryType })

const renameSchema = z.object({
  from_public_id: text,
  to_public_id: text,
  type: deliveryType,
  to_type: text.pipe(deliveryTypeSchema).optional(),
  overwrite: flag,
  context: flag,
  metadata: flag,
})

const tagsSchema = z.object({
  command: text.pipe(z.enum(['add', 'remove', 'replace', 'remove_all'])),
  tag: tags.optional(),
  tags: tags.optional(),
  public_ids: many,
  type: deliveryType,
})

const contextSchema = z.object({
  command: text.pipe(z.enum(['add', 'remove_all'])),
  context: text.transform(parseContext).optional(),
  public_ids: many,
  type: deliveryType,
})

const metadataSchema = z.object({
  metadata: text.transform(parseMetadata),
  public_ids: many,
  type: deliveryType,
})

const resultsMax = 500
const listingSchema = z.object({
  prefix: optionalText,
  max_results: text
    .pipe(z.string().regex(/^[1-9]\d*$/))
    .default('10')
    .transform((wanted) => Math.min(Number(wanted), resultsMax)),
  next_cursor: optionalText,
  direction: optionalText.transform((value) => (value === 'asc' || value === '1' ? 'asc' : 'desc')),
  tags: flag,
  context: flag,
  metadata: flag,
  public_ids: many.optional(),
  asset_ids: many.optional(),
  key: optionalText,
  value: optionalText,
  asset_folder: text.optional(),
})

const updateSchema = z.object(updatable)

const deletionSchema = z.object({
  asset_ids: many.optional(),
  public_ids: many.optional(),
  prefix: optionalText,
  all: flag,
  next_cursor: optionalText,
})

/** The parameters of each operation as they are after reading. */
export type UploadParameters = z.infer<typeof uploadSchema>
export type ExplicitParameters = z.infer<typeof explicitSchema>
export type UpdateParameters = z.infer<typeof updateSchema>
export type DestroyParameters = z.infer<typeof destroySchema>
export type RenameParameters = z.infer<typeof renameSchema>
export type TagsParameters = z.infer<typeof tagsSchema>
export type ContextParameters = z.infer<typeof contextSchema>
export type MetadataParameters = z.infer<typeof metadataSchema>
export type ListingParameters = z.infer<typeof listingSchema>
export type DeletionParameters = z.infer<typeof deletionSchema>

function messageOf(fields: Fields, issue: z.core.$ZodIssue | undefined): string {
  const name = String(issue?.path[0] ?? '')
  const value = fields[name]?.at(-1)
  return value === undefined ? `Missing required parameter - ${name}` : `Invalid value ${value} for parameter ${name}`
}

const parserOf =
  <Output>(schema: z.ZodType<Output>) =>
  (fields: Fields): Output => {
    const parsed = schema.safeParse(fields)
    if (parsed.success) return parsed.data
    throw new Refusal(400, messageOf(fields, parsed.error.issues[0]))
  }

/** Reads one operation's parameters, ignoring those it does not know, or refuses with what is missing or wrong. */
export const parseUpload = parserOf(uploadSchema)
export const parseExplicit = parserOf(explicitSchema)
export const parseDestroy = parserOf(destroySchema)
export const parseRename = parserOf(renameSchema)
export const parseTags = parserOf(tagsSchema)
export const parseContextCommand = parserOf(contextSchema)
export const parseMetadataCommand = parserOf(metadataSchema)
export const parseListing = parserOf(listingSchema)
export const parseUpdate = parserOf(updateSchema)
export const parseDeletion = parserOf(deletionSchema)
