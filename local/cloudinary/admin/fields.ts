import { z } from 'zod'
import { type Assets, type Change, type Decision, type Moment, refuse } from '../decision.ts'
import {
  changeSchema,
  creationSchema,
  type DatasourceEntry,
  datasourceSchema,
  entryIdsSchema,
  type GivenEntry,
  isListed,
  type MetadataField,
} from '../metadata/field.ts'
import { takesValue } from '../metadata/values.ts'
import { notKnown, Refusal } from '../refusal.ts'
import type { FieldsCall } from './routes.ts'

// Refuses with what is not known or wrong first.
function parseBody<Output>(operation: string, schema: z.ZodType<Output>, json: unknown): Output {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown) throw notKnown(`Parameter ${[...unknown.path, unknown.keys[0]].join('.')} of ${operation}`)
  const [issue] = issues
  throw new Refusal(400, `Invalid value for parameter ${issue?.path.join('.')}: ${issue?.message}`)
}

function answer(body: object, ...changes: Change[]): Decision {
  return { reply: { kind: 'body', body: { ...body } }, changes }
}

function withIds(entries: readonly GivenEntry[], { assetId }: Moment): DatasourceEntry[] {
  return entries.map(({ external_id, value }, index) => ({
    external_id: external_id ?? `${assetId}${index}`,
    value,
    state: 'active',
  }))
}

function checked(field: MetadataField): MetadataField {
  const { default_value: value, external_id } = field
  if (isListed(field) && !field.datasource) throw new Refusal(400, 'datasource is mandatory for enum and set fields')
  if (field.mandatory && value === null) throw new Refusal(400, 'default_value is mandatory for a mandatory field')
  if (value !== null && !takesValue(field, value)) {
    throw new Refusal(400, `Default value ${JSON.stringify(value)} is invalid for field ${external_id}`)
  }
  return field
}

function create(assets: Assets, json: unknown, moment: Moment): Decision {
  const {
    external_id = moment.assetId,
    datasource,
    ...given
  } = parseBody('create metadata field', creationSchema, json)
  if (assets.fields.has(external_id)) return refuse(400, `external id ${external_id} already exists`)
  const values = datasource && { datasource: { values: withIds(datasource.values, moment) } }
  const field = checked({ ...given, external_id, ...values })
  return answer(field, { field })
}

function change(field: MetadataField, json: unknown): Decision {
  const {
    type = field.type,
    external_id = field.external_id,
    ...given
  } = parseBody('change metadata field', changeSchema, json)
  if (external_id !== field.external_id) return refuse(400, 'The external id of a metadata field cannot be changed')
  if (type !== field.type) return refuse(400, 'The type of a metadata field cannot be changed')
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  const changed = checked({ ...field, ...Object.fromEntries(present) })
  return answer(changed, { field: changed })
}

function remove(assets: Assets, { external_id }: MetadataField): Decision {
  const holders = [...assets.all()].filter(({ metadata }) => Object.hasOwn(metadata, external_id))
  const cleared = holders.map((asset) => {
    const { [external_id]: _, ...metadata } = asset.metadata
    return { put: { ...asset, metadata } }
  })
  return answer({ message: 'ok' }, { removeField: external_id }, ...cleared)
}

function changeEntries(field: MetadataField, change: (before: readonly DatasourceEntry[]) => DatasourceEntry[]) {
  if (!field.datasource) return refuse(400, `Field ${field.external_id} has no datasource`)
  const datasource = { values: change(field.datasource.values) }
  return answer(datasource, { field: { ...field, datasource } })
}

// Entries are never lost: deleting one only keeps it from being chosen.
function setState(field: MetadataField, json: unknown, state: DatasourceEntry['state']): Decision {
  const { external_ids } = parseBody('datasource', entryIdsSchema, json)
  const after = (entry: DatasourceEntry) => (external_ids.includes(entry.external_id) ? { ...entry, state } : entry)
  return changeEntries(field, (before) => before.map(after))
}

function putEntries(field: MetadataField, json: unknown, moment: Moment): Decision {
  const given = withIds(parseBody('datasource', datasourceSchema, json).values, moment)
  return changeEntries(field, (before) => {
    const byId = new Map([...before, ...given].map((entry) => [entry.external_id, entry]))
    return [...byId.values()]
  })
}

const nothingSchema = z.strictObject({})

/** Decides a call that looks at the fields of structured metadata, or changes them. */
export function decideFields(assets: Assets, call: FieldsCall, json: unknown, moment: Moment): Decision {
  if (call.action === 'create') return create(assets, json, moment)
  // The SDK sends an empty body where it has nothing to say.
  if (['list', 'show', 'delete'].includes(call.action)) {
    parseBody(`${call.action} metadata fields`, nothingSchema, json ?? {})
  }
  if (call.action === 'list') return answer({ metadata_fields: [...assets.fields.values()] })
  const field = assets.fields.get(call.id)
  if (!field) return refuse(404, `Metadata field ${call.id} not found`)
  switch (call.action) {
    case 'show':
      return answer(field)
    case 'change':
      return change(field, json)
    case 'delete':
      return remove(assets, field)
    case 'put entries':
      return putEntries(field, json, moment)
    case 'delete entries':
      return setState(field, json, 'inactive')
    case 'restore entries':
      return setState(field, json, 'active')
  }
}
