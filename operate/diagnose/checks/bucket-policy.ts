import { type PolicyDocument, type Statement, valuesOf } from '../../stage/policy.ts'
import { READ_SID, readSourceTemplate, sourceFacts } from '../../stage/source-template.ts'
import { type Check, judge, skipped } from '../check.ts'
import { denialsOf, grantsOf, isAboutTransport } from '../grants.ts'
import { repairCommand } from '../repair-command.ts'
import { NO_S3_TRANSFER, usesS3Transfer } from '../transfer.ts'
import { bucket } from './bucket.ts'

/** Cloudinary may read the objects. */
export const bucketPolicy: Check = {
  description: "The bucket's policy lets Cloudinary read its objects",
  needs: [bucket],
  async run({ bucket, queue, rules, stage }) {
    if (!usesS3Transfer({ rules, stage })) return skipped(NO_S3_TRANSFER)
    const policy = await bucket.policy()
    const issues = readSourceTemplate()
      .statements(sourceFacts(stage, (await queue()).arn, rules))
      .filter(({ Sid }) => Sid === READ_SID)
      .flatMap((statement) => valuesOf(statement.Resource).flatMap((resource) => issuesOf(policy, statement, resource)))
    return judge(issues, `${repairCommand(stage)} puts the statement back; one that denies is yours to narrow.`)
  },
}

function issuesOf(policy: PolicyDocument | undefined, wanted: Statement, resource: string): readonly string[] {
  const [principal = ''] = typeof wanted.Principal === 'object' ? valuesOf(wanted.Principal.AWS) : []
  const [action = ''] = valuesOf(wanted.Action)
  const access = { principal, action, resource }
  const grants = grantsOf(policy, access).filter((one) => one.Condition === undefined || isAboutTransport(one))
  const missing = `no statement lets the account ${principal}, which is Cloudinary's, ${action} on ${resource}`
  const denials = denialsOf(policy, access).map(({ Sid = 'without a Sid' }) => `the statement ${Sid} may keep it out`)
  return [...(grants.length === 0 ? [missing] : []), ...denials]
}
