import { z } from 'zod'
import { Refusal } from './refusal.ts'
import type { SettingValues } from './settings.ts'
import { type Fields, isUnsigned } from './signature.ts'

/** Parameters of uploads under one name, as they were sent. */
export const presetSchema = z.object({
  name: z.string(),
  externalId: z.string(),
  unsigned: z.boolean(),
  parameters: z.record(z.string(), z.array(z.string())),
})

export type Preset = Readonly<z.infer<typeof presetSchema>>

/** Gives the parameters of an upload, and those of its preset, or the account's default one, where it names none itself. */
export function withPreset(
  presets: ReadonlyMap<string, Preset>,
  fields: Fields,
  { defaultUploadPreset }: SettingValues,
): Fields {
  const name = fields.upload_preset?.at(-1) || defaultUploadPreset
  if (!name) return fields
  const preset = presets.get(name)
  if (!preset) throw new Refusal(400, 'Upload preset not found')
  if (!isUnsigned(fields)) return { ...preset.parameters, ...fields }
  if (!preset.unsigned) throw new Refusal(400, 'Upload preset must be whitelisted for unsigned uploads')
  return { ...preset.parameters, ...fields, overwrite: ['false'] }
}
