import { z } from 'zod'
import { askAdmin } from '../../stage/admin.ts'
import { type Check, type Finding, judge, warn } from '../check.ts'
import { account } from './account.ts'

const configSchema = z.object({ settings: z.object({ folder_mode: z.enum(['dynamic', 'fixed']) }) })

/** The rules say where assets are shown where the account asks for it. */
export const folderMode: Check = {
  description: "The rules' folders fit the folder mode of the Cloudinary account",
  needs: [account],
  async run({ account, rules, adminDeadlineMs }) {
    const { settings } = configSchema.parse(
      await askAdmin(await account(), (api, options) => api.config({ ...options, settings: true }), adminDeadlineMs),
    )
    return compareModes(settings.folder_mode, rules.config.folders)
  },
}

function compareModes(mode: 'dynamic' | 'fixed', wanted: 'dynamic' | 'fixed' | undefined): Finding {
  if (mode === 'dynamic' && wanted === 'fixed') {
    const issue =
      "the account has dynamic folders, the rules say folders: 'fixed': all assets are shown in the Media Library's root"
    return warn(
      [issue],
      'Take folders out of mirror.config.ts, and deploy: a sweep then says where each asset is shown.',
    )
  }
  if (mode === 'fixed' && wanted === 'dynamic') {
    const issue =
      "the account has fixed folders, the rules say folders: 'dynamic': asset folders and display names are passed over"
    return warn([issue], 'Take folders out of mirror.config.ts: public IDs say where assets are shown.')
  }
  return judge([], '')
}
