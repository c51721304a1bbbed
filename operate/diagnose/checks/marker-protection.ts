import { saySame } from '../../stage/policy.ts'
import { MARKER_SID, readSourceTemplate, sourceFacts } from '../../stage/source-template.ts'
import { type Check, judge, skipped } from '../check.ts'
import { NO_S3_TRANSFER, usesS3Transfer } from '../transfer.ts'
import { bucketPolicy } from './bucket-policy.ts'

/** Who may write objects may not change whom the bucket lets read, nor stop that. */
export const markerProtection: Check = {
  description: 'Nobody but who deploys may write or delete the marker',
  needs: [bucketPolicy],
  async run({ bucket, queue, rules, stage }) {
    if (!usesS3Transfer({ rules, stage })) return skipped(NO_S3_TRANSFER)
    const facts = sourceFacts(stage, (await queue()).arn, rules)
    const wanted = readSourceTemplate()
      .statements(facts)
      .filter(({ Sid }) => Sid === MARKER_SID)
    const present = (await bucket.policy())?.Statement ?? []
    const missing = wanted.filter((statement) => !present.some((one) => saySame(one, statement)))
    const issues = missing.map(
      ({ Sid }) => `the bucket's policy has no statement ${Sid} that keeps all but ${facts.deployer} from .wellknown/`,
    )
    const connect = `npx sls connect --stage ${stage.name} adds the statement.`
    return judge(issues, stage.isBucketOfStack ? 'Put back the SourceBucketPolicy of resources/source.yml.' : connect)
  },
}
