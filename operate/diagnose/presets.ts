import { z } from 'zod'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import { askAdmin } from '../stage/admin.ts'

const settingSchema = z.union([
  z.string(),
  z.boolean(),
  z.number(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
])
const pageSchema = z.object({
  presets: z.array(
    z.object({ name: z.string(), settings: z.record(z.string(), settingSchema.nullable()).default({}) }),
  ),
  next_cursor: z.string().nullish(),
})
type Setting = z.infer<typeof settingSchema>

/** What an upload preset does to uploads that this service cannot do without: to their place, their bytes, or whether they are taken. */
export type Effect = 'renames' | 'alters' | 'delays' | 'refuses'

/** What the parameters of a preset do. One that is off does nothing. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  public_id: 'renames',
  public_id_prefix: 'renames',
  folder: 'renames',
  use_asset_folder_as_public_id_prefix: 'renames',
  transformation: 'alters',
  format: 'alters',
  background_removal: 'alters',
  async: 'delays',
  allowed_formats: 'refuses',
}

/** An upload preset, and what of it matters, such as `transformation: c_limit,w_50`. */
export interface UploadPreset {
  readonly name: string
  readonly effects: readonly { readonly effect: Effect; readonly parameter: string; readonly text: string }[]
}

/** The account's upload presets. Asks the Admin API once for each 500. */
export async function readPresets(account: CloudinaryAccount, deadlineMs: number): Promise<readonly UploadPreset[]> {
  const all: UploadPreset[] = []
  for (let cursor: string | null | undefined = ''; typeof cursor === 'string'; ) {
    const start = cursor === '' ? {} : { next_cursor: cursor }
    const page = pageSchema.parse(
      await askAdmin(
        account,
        (api, options) => api.upload_presets({ ...options, max_results: 500, ...start }),
        deadlineMs,
      ),
    )
    all.push(...page.presets.map(({ name, settings }) => ({ name, effects: effectsOf(settings) })))
    cursor = page.next_cursor
  }
  return all
}

function effectsOf(settings: Readonly<Record<string, Setting | null>>): UploadPreset['effects'] {
  return Object.entries(settings).flatMap(([parameter, value]) => {
    const effect = EFFECTS[parameter]
    if (effect === undefined || isOff(value)) return []
    return [{ effect, parameter, text: `${parameter}: ${typeof value === 'string' ? value : JSON.stringify(value)}` }]
  })
}

function isOff(value: Setting | null): boolean {
  return (
    value === null ||
    value === false ||
    value === '' ||
    value === 'false' ||
    (Array.isArray(value) && value.length === 0)
  )
}

/** What of a preset has one of the effects, for people; undefined where nothing has. */
export function tellEffects({ name, effects }: UploadPreset, meant: readonly Effect[]): string | undefined {
  const texts = effects.filter(({ effect }) => meant.includes(effect)).map(({ text }) => text)
  return texts.length === 0 ? undefined : `${name} (${texts.join('; ')})`
}
