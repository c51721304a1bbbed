import type { Rules } from '../../../shared/rules/rules.ts'
import { type Check, type Finding, judge, warn } from '../check.ts'
import { type Effect, readPresets, tellEffects, type UploadPreset } from '../presets.ts'
import { type Probed, probeUpload } from '../probe.ts'
import { account } from './account.ts'

const PROBE_FOLDER = 'sls-diagnose'
const ADVICE =
  "In Cloudinary's console (Settings, Upload) choose another default upload preset for the API, or take this out of it; or name a preset of your own in the rules (uploadPreset)."

/** No upload preset puts assets elsewhere, and no default one makes other bytes of them. */
export const uploadPresets: Check = {
  description: 'No upload preset renames uploads, or transforms them unasked',
  needs: [account],
  async run({ account, rules, adminDeadlineMs }) {
    const presets = await readPresets(await account(), adminDeadlineMs)
    const issues = namedPresets(rules).flatMap((name) => faultOfNamed(name, presets) ?? [])
    if (issues.length > 0)
      return judge(issues, 'Change the preset, or what the rules name; then redrive what was refused.')
    const named = rules.config.defaults?.uploadPreset
    const suspects = presets.filter(({ effects }) => effects.length > 0)
    // Uploads that name a preset know no default one.
    if (named !== undefined || suspects.length === 0) return judge([], '')
    const isLed = suspects.some(({ effects }) =>
      effects.some(({ parameter }) => parameter.startsWith('use_asset_folder')),
    )
    const folder = isLed && rules.config.folders !== 'fixed' ? PROBE_FOLDER : ''
    return findingOf(await probeUpload(await account(), folder, adminDeadlineMs), suspects)
  },
}

/** The presets that rules name. */
function namedPresets({ config }: Rules): readonly string[] {
  const named = [config.defaults, ...(config.rules ?? [])].flatMap((options) => options?.uploadPreset ?? [])
  return [...new Set(named)]
}

function faultOfNamed(name: string, presets: readonly UploadPreset[]): string | undefined {
  const preset = presets.find((one) => one.name === name)
  if (!preset) return `the rules name the upload preset ${name}, which the account does not have`
  const text = tellEffects(preset, ['renames'])
  return text && `the rules name the upload preset ${text}: assets would be put elsewhere, and their objects refused`
}

function findingOf(probed: Probed, suspects: readonly UploadPreset[]): Finding {
  const by = (...effects: Effect[]) => {
    const texts = suspects.flatMap((preset) => tellEffects(preset, effects) ?? [])
    return texts.length === 0
      ? 'no upload preset says so: a setting or an add-on of the account may'
      : `by ${texts.join(' or ')}`
  }
  switch (probed.result) {
    case 'as sent':
      return judge([], '')
    case 'altered':
      return warn(
        [`what is uploaded is stored as other bytes, ${by('alters')}`],
        `${ADVICE} Or leave it: each file is sent once or twice, and what is stored is not the original.`,
      )
    case 'pending':
      return warn([`uploads are put off, ${by('delays')}`], `${ADVICE} Or leave it: each file then takes minutes.`)
    case 'elsewhere':
      return judge([`an upload for ${probed.both}, ${by('renames')}: every object would be refused`], ADVICE)
    case 'refused':
      return judge([`a picture of one pixel is refused (${probed.reason}), ${by('refuses')}`], ADVICE)
  }
}
