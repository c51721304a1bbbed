import { type Assets, type Change, type Decision, type Json, type Moment, refuse } from '../decision.ts'
import { parseContext } from '../key-values.ts'
import { parsePreset, parsePresetListing } from '../parameters/admin.ts'
import { refuseUnknown } from '../parameters/known.ts'
import type { Preset } from '../preset.ts'
import type { Fields } from '../signature.ts'
import { describeSteps, parseTransformation } from '../transform/parse.ts'
import type { PresetsCall } from './routes.ts'

function answer(body: Json, ...changes: Change[]): Decision {
  return { reply: { kind: 'body', body }, changes }
}

function create(assets: Assets, fields: Fields, { assetId }: Moment): Decision {
  const { name = assetId.slice(0, 8), unsigned, parameters } = parsePreset('create upload preset', fields)
  if (assets.presets.has(name)) return refuse(409, `Upload preset ${name} already exists`)
  const preset = { name, externalId: assetId, unsigned: unsigned ?? false, parameters }
  return answer({ message: 'created', name, external_id: assetId }, { preset })
}

function update(before: Preset, fields: Fields): Decision {
  const { unsigned = before.unsigned, parameters } = parsePreset('change upload preset', fields)
  const preset = { ...before, unsigned, parameters: { ...before.parameters, ...parameters } }
  return answer({ message: 'updated', external_id: preset.externalId }, { preset })
}

const flags = new Set([
  ...['async', 'backup', 'eager_async', 'invalidate', 'overwrite'],
  ...['use_filename', 'unique_filename', 'use_asset_folder_as_public_id_prefix'],
])

function showParameter(name: string, values: readonly string[]): unknown {
  const value = values.at(-1) ?? ''
  if (name === 'tags') return values.flatMap((part) => part.split(','))
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

// A cursor is the place in the list at which to go on.
function list(assets: Assets, fields: Fields): Decision {
  const { max_results, next_cursor } = parsePresetListing(fields)
  const start = Number(next_cursor)
  const all = [...assets.presets.values()]
  const end = start + max_results
  const next = end < all.length ? { next_cursor: String(end) } : {}
  return answer({ presets: all.slice(start, end).map(listPreset), ...next })
}

/** Decides a call that looks at upload presets, or changes them. */
export function decidePresets(assets: Assets, call: PresetsCall, fields: Fields, moment: Moment): Decision {
  if (call.action === 'create') return create(assets, fields, moment)
  if (call.action === 'list') return list(assets, fields)
  if (call.action !== 'change') refuseUnknown(`${call.action} upload presets`, fields)
  const preset = assets.presets.get(call.name)
  if (!preset) return refuse(404, `Can't find upload preset with name ${call.name}`)
  switch (call.action) {
    case 'show':
      return answer(showPreset(preset))
    case 'change':
      return update(preset, fields)
    case 'delete':
      return answer({ message: 'deleted', external_id: preset.externalId }, { removePreset: call.name })
  }
}
