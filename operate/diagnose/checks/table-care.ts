import { readTableCare } from '../aws.ts'
import { type Check, judge } from '../check.ts'
import { table } from './table.ts'

/** The attribute of resources/ledger.yml. */
const EXPIRY = 'expiresAt'

/** The ledger loses what has expired, and can be restored. */
export const tableCare: Check = {
  description: "The ledger's expired rows go, and it can be restored to any moment",
  needs: [table],
  notLocally: 'the local table neither expires rows nor keeps backups',
  async run({ stage }) {
    const { expiresBy, isRestorable } = await readTableCare(stage.dynamodb, stage.table)
    const found = expiresBy ?? 'none'
    const issues = [
      ...(expiresBy === EXPIRY ? [] : [`expected rows to expire by the attribute ${EXPIRY}, found ${found}`]),
      ...(isRestorable ? [] : ['point-in-time recovery is off']),
    ]
    return judge(
      issues,
      'Put back TimeToLiveSpecification and PointInTimeRecoverySpecification of resources/ledger.yml.',
    )
  },
}
