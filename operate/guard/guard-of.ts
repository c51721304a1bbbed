import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { systemClock } from '../../shared/adapters/clock.ts'
import type { GuardLimits } from '../../shared/guard/admission.ts'
import { DeletionGuard } from '../../shared/guard/guard.ts'
import { ledgerOf } from '../ledger.ts'
import { workerSettings } from '../settings.ts'
import type { Stage } from '../stage.ts'

/** The guard of a stage, its limits, and what it works with. */
export function guardOf(stage: Stage) {
  const limits: GuardLimits = workerSettings(stage).guard
  const rows = dynamodbRows(stage.dynamodb, stage.table)
  const guard = new DeletionGuard(rows, stage.bucket, systemClock, limits)
  return { guard, limits, ledger: ledgerOf(stage), queue: sqsQueue(stage.sqs, stage) }
}
