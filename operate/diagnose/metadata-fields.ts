import { z } from 'zod'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import type { RuleOptions, StructuredField } from '../../shared/rules/schema.ts'
import { askAdmin } from '../stage/admin.ts'
import { getAdmin } from '../stage/admin-get.ts'

const entrySchema = z.object({ external_id: z.string(), state: z.string().nullish() })
const fieldSchema = z.object({
  external_id: z.string(),
  /** One that this version does not know suits no rule. */
  type: z.string(),
  mandatory: z.boolean().nullish(),
  default_value: z.unknown(),
  default_disabled: z.boolean().nullish(),
  datasource: z.object({ values: z.array(entrySchema) }).nullish(),
})
const answerSchema = z.object({ metadata_fields: z.array(fieldSchema) })

/** A field of the account's structured metadata. */
export type AccountField = z.infer<typeof fieldSchema>

/** What is wrong with the fields that the rules name: some uploads are refused for certain, or some values may be. */
export interface FieldFaults {
  readonly issues: readonly string[]
  readonly warnings: readonly string[]
}

/** The fields of the account. Asks the Admin API once, which answers with all of them. */
export async function readMetadataFields(
  account: CloudinaryAccount,
  deadlineMs: number,
): Promise<readonly AccountField[]> {
  const answer = await askAdmin(account, () => getAdmin(account, 'metadata_fields', deadlineMs), deadlineMs)
  return answerSchema.parse(answer).metadata_fields
}

/** Compares what the rules send with what the account takes. */
export function compareFields({ config }: Rules, fields: readonly AccountField[]): FieldFaults {
  const sets = [config.defaults ?? {}, ...(config.rules ?? []).filter(({ ignore }) => !ignore)]
  const sent = sets.flatMap(({ structuredMetadata = {} }) => Object.entries(structuredMetadata))
  const faults = sent.map(([id, field]) =>
    faultsOf(
      id,
      field,
      fields.find(({ external_id }) => external_id === id),
    ),
  )
  return {
    issues: [...new Set(faults.flatMap(({ issues }) => issues))],
    warnings: [...new Set([...faults.flatMap(({ warnings }) => warnings), ...mandatoryWarnings(sets, fields)])],
  }
}

const NONE: FieldFaults = { issues: [], warnings: [] }

function faultsOf(id: string, sent: StructuredField, field: AccountField | undefined): FieldFaults {
  const issue = (text: string): FieldFaults => ({ issues: [text], warnings: [] })
  if (!field) return issue(`the rules name the metadata field ${id}, which the account does not have`)
  if (field.type === sent.type) return entryFaults(id, sent, field)
  // A field for texts takes the text of any one value; a text may be what another field takes.
  if (field.type === 'string' && sent.type !== 'set') return NONE
  const mismatch = `the rules send ${sent.type} for the metadata field ${id}, whose type is ${field.type}`
  const isText = sent.type === 'string' && ['integer', 'date', 'enum'].includes(field.type)
  return isText ? { issues: [], warnings: [`${mismatch}: other values are refused`] } : issue(mismatch)
}

/** Without a list of their own, the values are the IDs of entries as they come. */
function entryFaults(id: string, { values }: StructuredField, { datasource }: AccountField): FieldFaults {
  if (!values || !datasource) return NONE
  const states = new Map(datasource.values.map(({ external_id, state }) => [external_id, state]))
  const issues = [...new Set(Object.values(values))].flatMap((entry) => {
    if (!states.has(entry)) return [`the metadata field ${id} has no entry ${entry}, which the rules send`]
    return states.get(entry) === 'inactive' ? [`the entry ${entry} of the metadata field ${id} is inactive`] : []
  })
  return { issues, warnings: [] }
}

/** What is mandatory, and has no default that Cloudinary puts in, has to come with each upload. */
function mandatoryWarnings(sets: readonly RuleOptions[], fields: readonly AccountField[]): readonly string[] {
  const [defaults = {}, ...rules] = sets
  const always = [defaults, ...rules].map(({ structuredMetadata }) => structuredMetadata ?? defaults.structuredMetadata)
  return fields
    .filter(
      ({ mandatory, default_value, default_disabled }) => mandatory && (default_disabled || default_value == null),
    )
    .map(({ external_id: id }) => {
      const isSent = always.every((one) => one && Object.hasOwn(one, id))
      const which = isSent
        ? 'objects without a value of it are refused'
        : 'not all rules send it: what they match is refused'
      return `the metadata field ${id} is mandatory, and Cloudinary puts no default in; ${which}`
    })
}
