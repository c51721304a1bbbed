import { AUTO, MARKER_SID, tellWriters } from '../../stage/marker-writers.ts'
import { saySame } from '../../stage/policy.ts'
import { readSourceTemplate, sourceFacts } from '../../stage/source-template.ts'
import { type Check, judge, skipped, warn } from '../check.ts'
import { repairCommand } from '../repair-command.ts'
import { NO_S3_TRANSFER, usesS3Transfer } from '../transfer.ts'
import { bucketPolicy } from './bucket-policy.ts'

const NAMED = 'A deploy from source names who deploys; DEPLOYER in .env names others too: '

/** Who may write objects may not change whom the bucket lets read, nor stop that. */
export const markerProtection: Check = {
  description: 'Only who is meant to may write or delete the marker',
  needs: [bucketPolicy],
  async run({ bucket, queue, rules, stage }) {
    if (!usesS3Transfer({ rules, stage })) return skipped(NO_S3_TRANSFER)
    const facts = sourceFacts(stage, (await queue()).arn, rules)
    const wanted = readSourceTemplate()
      .statements(facts)
      .filter(({ Sid }) => Sid === MARKER_SID)
    const present = (await bucket.policy())?.Statement ?? []
    const missing = wanted.filter((statement) => !present.some((one) => saySame(one, statement)))
    const who = tellWriters(facts.deployer)
    const issues = missing.map(
      ({ Sid }) => `the bucket's policy has no statement ${Sid} that keeps .wellknown/ for ${who}`,
    )
    if (issues.length > 0) return judge(issues, `${repairCommand(stage)} puts the statement back.`)
    const note = `${who} may write .wellknown/`
    return facts.deployer === AUTO
      ? warn([note], `${NAMED}npx sls deploy --stage ${stage.name}.`)
      : { kind: 'pass', note }
  },
}
