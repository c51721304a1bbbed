import { type Assets, type Change, type Decision, type Json, type Moment, refuse } from '../decision.ts'
import { parseUpload } from '../parameters.ts'
import { listPreset, type Preset, showPreset } from '../presets/preset.ts'
import type { Fields } from '../signature.ts'
import { parseTransformation } from '../transform/parse.ts'

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

/** A call below /upload_presets. */
export interface PresetsCall {
  readonly method: string
  readonly path: readonly string[]
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
