import { duration } from '../../cli/duration.ts'
import { readServerDateMs } from '../aws.ts'
import { type Check, judge, skipped } from '../check.ts'

/** AWS takes no signature that is five minutes off. Source: AWS General Reference, "Signature Version 4". */
const OFF_MS_MAX = 5 * 60_000

/** This machine's clock agrees with AWS's. */
export const clock: Check = {
  description: "This machine's clock agrees with AWS's",
  async run({ stage, nowMs }) {
    const serverMs = await readServerDateMs(stage.sqs, stage.queueUrl)
    if (serverMs === undefined) return skipped('the answer has no date')
    const offMs = nowMs() - serverMs
    const how = `${duration(Math.abs(offMs) / 1000)} ${offMs > 0 ? 'ahead' : 'behind'}`
    const issues = Math.abs(offMs) > OFF_MS_MAX ? [`expected at most 5 min, found the clock ${how}`] : []
    return judge(issues, 'Set the clock, best by NTP: AWS and Cloudinary refuse what is signed at another time.')
  },
}
