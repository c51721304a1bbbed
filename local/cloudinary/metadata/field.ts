import { z } from 'zod'
import { metadataValueSchema } from '../asset.ts'

const textMax = 255
const name = z.string().min(1).max(textMax)
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

const comparisonSchema = z.strictObject({
  type: z.enum(['greater_than', 'less_than']),
  value: z.union([z.int(), z.iso.date()]),
  equals: z.boolean().default(false),
})
const lengthSchema = z.strictObject({
  type: z.literal('strlen'),
  min: z.int().exactOptional(),
  max: z.int().exactOptional(),
})
const ruleSchema = z.discriminatedUnion('type', [comparisonSchema, lengthSchema])
const allSchema = z.strictObject({ type: z.literal('and'), rules: z.array(ruleSchema) })
const validationSchema = z.discriminatedUnion('type', [comparisonSchema, lengthSchema, allSchema])

// For consoles and for searches: kept and shown, and without effect here.
const restrictionsSchema = z.strictObject({
  readonly_ui: z.boolean().default(false),
  hidden_ui: z.boolean().default(false),
  excluded_from_search: z.boolean().default(false),
})

const entrySchema = z.strictObject({
  external_id: name,
  value: z.string().min(1),
  state: z.enum(['active', 'inactive']).default('active'),
})

// Values join a list only by the calls that are made for it.
const noDynamicValues = z
  .literal(false, { error: 'Any other value is not known to the stand-in' })
  .nullish()
  .transform(() => false)

/** A field of structured metadata, as it is kept and answered. */
export const fieldSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'date', 'enum', 'set']),
  external_id: z.string().regex(/^[\w-]{1,255}$/),
  label: name,
  mandatory: flag,
  default_value: metadataValueSchema.nullish().transform((value) => value ?? null),
  default_disabled: flag,
  validation: validationSchema.nullish().transform((value) => value ?? null),
  restrictions: restrictionsSchema.nullish().transform((value) => value ?? restrictionsSchema.parse({})),
  datasource: z.strictObject({ values: z.array(entrySchema) }).exactOptional(),
  allow_dynamic_list_values: noDynamicValues,
})

const givenEntrySchema = z.strictObject({ external_id: name.optional(), value: z.string().min(1) })

/** What a client sends to create or to change a field, or the values that one may take. */
export const creationSchema = fieldSchema.extend({
  external_id: fieldSchema.shape.external_id.optional(),
  datasource: z.strictObject({ values: z.array(givenEntrySchema) }).optional(),
})
export const changeSchema = z.strictObject({
  external_id: fieldSchema.shape.external_id.optional(),
  type: fieldSchema.shape.type.optional(),
  label: name.optional(),
  mandatory: z.boolean().optional(),
  default_value: metadataValueSchema.nullable().optional(),
  default_disabled: z.boolean().optional(),
  validation: validationSchema.nullable().optional(),
  restrictions: restrictionsSchema.optional(),
  allow_dynamic_list_values: noDynamicValues.optional(),
})
export const datasourceSchema = z.strictObject({ values: z.array(givenEntrySchema).min(1) })
export const entryIdsSchema = z.strictObject({ external_ids: z.array(z.string()).min(1) })

export type MetadataField = Readonly<z.infer<typeof fieldSchema>>
export type DatasourceEntry = Readonly<z.infer<typeof entrySchema>>
export type GivenEntry = z.infer<typeof givenEntrySchema>
export type ValidationRule = z.infer<typeof ruleSchema>

/** Says whether values of a field are chosen from a list. */
export function isListed({ type }: Pick<MetadataField, 'type'>): boolean {
  return type === 'enum' || type === 'set'
}
