import { type Assets, type Change, type Decision, type Json, type Moment, refuse } from '../decision.ts'
import { parseContext } from '../key-values.ts'
import { parseUpload } from '../parameters.ts'
import type { Preset } from '../preset.ts'
import type { Fields } from '../signature.ts'
import { describeSteps, parseTransformation } from '../transform/parse.ts'
import type { PresetsCall } from './routes.ts'

const notSettings = new Set(['name', 'unsigned', 'timestamp'])

const answer = (body: Json, ...changes: Change[]): Decision => ({ reply: { kind: 'body', body }, changes })

// What an upload would be refused for, a preset is refused for.
function settingsOf(fields: Fields): Preset['parameters'] {
  const given = Object.entries(fields).filter(([name, values]) => !notSettings.has(name) && values.some(Boolean))
  const parameters = Object.fromEntries(given.map(([name, values]) => [name, [...values]]))
  parseUpload(parameters)
  parseTransformation(parameters.transformation?.at(-1) ?? '')
  return parameters
}

const isOn = (fields: Fields, name: string): boolean => ['true', '1'].includes(fields[name]?.at(-1) ?? '')

function create(assets: Assets, fields: Fields, { assetId }: Moment): Decision {
  const name = fields.name?.at(-1) || assetId.slice(0, 8)
  if (assets.presets.has(name)) return refuse(409, `Upload preset ${name} already exists`)
  const preset = { name, externalId: assetId, unsigned: isOn(fields, 'unsigned'), parameters: settingsOf(fields) }
  return answer({ message: 'created', name, external_id: assetId }, { preset })
}

function update(before: Preset, fields: Fields): Decision {
  const unsigned = fields.unsigned ? isOn(fields, 'unsigned') : before.unsigned
  const preset = { ...before, unsigned, parameters: { ...before.parameters, ...settingsOf(fields) } }
  return answer({ message: 'updated', external_id: preset.externalId }, { preset })
}

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

// A list has the parameters as they were sent.
function listPreset({ name, externalId, unsigned, parameters }: Preset): Json {
  const settings = Object.entries(parameters).map(([parameter, values]) => {
    const value = values.join(',')
    return [parameter, flags.has(parameter) ? value === 'true' || value === '1' : value]
  })
  return { name, unsigned, settings: Object.fromEntries(settings), external_id: externalId }
}

// Alone it is shown with its parameters in their own types.
function showPreset({ name, externalId, unsigned, parameters }: Preset): Json {
  const settings = Object.entries(parameters).map(([parameter, values]) => [
    parameter,
    showParameter(parameter, values),
  ])
  return { name, unsigned, settings: Object.fromEntries(settings), external_id: externalId }
}

/** Decides a call that looks at upload presets, or changes them. */
export function decidePresets(assets: Assets, { method, path }: PresetsCall, fields: Fields, moment: Moment): Decision {
  const name = path.join('/')
  if (name === '') {
    return method === 'POST'
      ? create(assets, fields, moment)
      : answer({ presets: [...assets.presets.values()].map(listPreset) })
  }
  const preset = assets.presets.get(name)
  if (!preset) return refuse(404, `Can't find upload preset with name ${name}`)
  switch (method) {
    case 'GET':
      return answer(showPreset(preset))
    case 'PUT':
      return update(preset, fields)
    case 'DELETE':
      return answer({ message: 'deleted', external_id: preset.externalId }, { removePreset: name })
    default:
      return refuse(404, `The stand-in does not know ${method} upload_presets/${name}`)
  }
}
