import { z } from 'zod'
import type { Json } from '../decision.ts'
import { parseContext } from '../key-values.ts'
import { Refusal } from '../refusal.ts'
import { type Fields, isUnsigned } from '../signature.ts'
import { describeSteps, parseTransformation } from '../transform/parse.ts'

/** Parameters of uploads under one name, as they were sent. */
export const presetSchema = z.object({
  name: z.string(),
  externalId: z.string(),
  unsigned: z.boolean(),
  parameters: z.record(z.string(), z.array(z.string())),
})

export type Preset = Readonly<z.infer<typeof presetSchema>>

const flags = new Set(
  [
    'async backup discard_original_filename disallow_public_id eager_async invalidate live overwrite',
    'return_delete_token unique_filename use_asset_folder_as_public_id_prefix use_filename',
    'use_filename_as_display_name',
  ].flatMap((names) => names.split(' ')),
)

function showParameter(name: string, values: readonly string[]): unknown {
  const value = values.at(-1) ?? ''
  if (name === 'tags' || name === 'allowed_formats') return values.flatMap((part) => part.split(','))
  if (name === 'context') return parseContext(value)
  if (name === 'transformation') return describeSteps(parseTransformation(value))
  if (name === 'eager') return value.split('|').map((part) => describeSteps(parseTransformation(part)))
  return flags.has(name) ? value === 'true' || value === '1' : value
}

/** Lists a preset as the Admin API does, its parameters as they were sent. */
export function listPreset({ name, externalId, unsigned, parameters }: Preset): Json {
  const settings = Object.entries(parameters).map(([parameter, values]) => {
    const value = values.join(',')
    return [parameter, flags.has(parameter) ? value === 'true' || value === '1' : value]
  })
  return { name, unsigned, settings: Object.fromEntries(settings), external_id: externalId }
}

/** Shows a preset as the Admin API does, its parameters in their own types. */
export function showPreset({ name, externalId, unsigned, parameters }: Preset): Json {
  const settings = Object.entries(parameters).map(([parameter, values]) => [
    parameter,
    showParameter(parameter, values),
  ])
  return { name, unsigned, settings: Object.fromEntries(settings), external_id: externalId }
}

/** Gives the parameters of an upload, and those of its preset where it names none itself. */
export function withPreset(presets: ReadonlyMap<string, Preset>, fields: Fields): Fields {
  const name = fields.upload_preset?.at(-1)
  if (!name) return fields
  const preset = presets.get(name)
  if (!preset) throw new Refusal(400, 'Upload preset not found')
  if (!isUnsigned(fields)) return { ...preset.parameters, ...fields }
  if (!preset.unsigned) throw new Refusal(400, 'Upload preset must be whitelisted for unsigned uploads')
  return { ...preset.parameters, ...fields, overwrite: ['false'] }
}
