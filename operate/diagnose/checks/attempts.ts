import { z } from 'zod'
import { requestSecondsMost } from '../../stage/timing.ts'
import { type Check, judge } from '../check.ts'

const settingsSchema = z.object({ ATTEMPT_SECONDS: z.coerce.number() })

/** A request that was cut off is remembered for as long as it may still take effect. */
export const attempts: Check = {
  description: 'A request to Cloudinary is remembered for longer than it is waited for',
  async run({ stage, worker }) {
    const { timeoutSeconds } = await worker()
    const waited = requestSecondsMost(timeoutSeconds)
    const { ATTEMPT_SECONDS } = settingsSchema.parse(stage.environment)
    const issues = ATTEMPT_SECONDS > waited ? [] : [`expected more than ${waited} s, found ${ATTEMPT_SECONDS} s`]
    return judge(issues, 'Set attemptSeconds in serverless.yml, and deploy.')
  },
}
