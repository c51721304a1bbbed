import { z } from 'zod'
import { askAdmin } from '../../stage/admin.ts'
import { type Check, judge } from '../check.ts'
import { account } from './account.ts'

const bytes = z.number()
const usageSchema = z.object({
  media_limits: z.object({
    image_max_size_bytes: bytes,
    video_max_size_bytes: bytes,
    raw_max_size_bytes: bytes,
  }),
})

/** The rules send nothing that the account's plan does not take. */
export const sizeLimits: Check = {
  description: "The rules' sizeLimits are within those of the Cloudinary account",
  needs: [account],
  async run({ account, rules, adminDeadlineMs }) {
    const { media_limits: plan } = usageSchema.parse(
      await askAdmin(await account(), (api, options) => api.usage(options), adminDeadlineMs),
    )
    const ours = rules.config.sizeLimits ?? {}
    const issues = (['image', 'video', 'raw'] as const).flatMap((type) => {
      const [allowed, taken] = [ours[type], plan[`${type}_max_size_bytes`]]
      const isTooMuch = allowed !== undefined && allowed > taken
      return isTooMuch ? [`the rules allow ${type} files of ${allowed} bytes; the account takes ${taken}`] : []
    })
    return judge(
      issues,
      'Lower sizeLimits in mirror.config.ts and deploy, so that a larger file is refused before it is sent.',
    )
  },
}
