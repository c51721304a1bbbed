import { z } from 'zod'
import { type Check, judge, skipped } from '../check.ts'
import { mapping } from './mapping.ts'

/** Source: Cloudinary documentation, "Upload best practices". */
const UPLOADS_AT_ONCE_MAX = 10
const settingsSchema = z.object({ CHANGES_AT_ONCE: z.coerce.number() })

/** All workers together ask no more of Cloudinary at once than it recommends. */
export const concurrency: Check = {
  description: `At most ${UPLOADS_AT_ONCE_MAX} uploads run at once, as Cloudinary recommends`,
  async run({ stage, mappings, queue }) {
    const { arn } = await queue()
    const ours = (await mappings()).find(({ queueArn }) => queueArn === arn)
    if (!ours) return skipped(`cannot be told unless this is so: ${mapping.description}`)
    const { CHANGES_AT_ONCE } = settingsSchema.parse(stage.environment)
    const workers = ours.concurrencyMax ?? Number.POSITIVE_INFINITY
    const found = `${workers} workers with ${CHANGES_AT_ONCE} changes at once each`
    const issues = workers * CHANGES_AT_ONCE <= UPLOADS_AT_ONCE_MAX ? [] : [`found ${found}`]
    return judge(issues, 'Lower maximumConcurrency or changesAtOnce in serverless.yml, and deploy.')
  },
}
