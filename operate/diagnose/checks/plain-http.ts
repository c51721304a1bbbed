import { type Check, judge, skipped } from '../check.ts'
import { deniesPlainHttp } from '../grants.ts'
import { repairCommand } from '../repair-command.ts'
import { usesS3Transfer } from '../transfer.ts'
import { bucket } from './bucket.ts'
import { bucketPolicy } from './bucket-policy.ts'

/** What the stack's own bucket takes and gives nobody on the network can read. */
export const plainHttp: Check = {
  description: "The bucket's policy refuses what comes without TLS",
  needs: [bucket],
  async run({ bucket, rules, stage }) {
    if (!stage.isBucketOfStack) return skipped('what an existing bucket takes is for its owner to say')
    const policy = await bucket.policy()
    if (policy === undefined && usesS3Transfer({ rules, stage }))
      return skipped(`cannot be told unless this is so: ${bucketPolicy.description}`)
    const issues = deniesPlainHttp(policy, 's3') ? [] : ['no statement denies access without TLS']
    return judge(issues, `${repairCommand(stage)} puts it back.`)
  },
}
