import { dynamodbRows } from '../shared/adapters/aws/dynamodb.ts'
import { systemClock } from '../shared/adapters/clock.ts'
import { LedgerBreaker } from '../shared/breaker/breaker.ts'
import { stopOf } from '../shared/breaker/state.ts'
import { visible } from './output/table.ts'
import type { Terminal } from './output/terminal.ts'
import type { Stage } from './stage.ts'

/** The breaker of a stage. */
export function breakerOf({ dynamodb, table, bucket }: Stage): LedgerBreaker {
  return new LedgerBreaker(dynamodbRows(dynamodb, table), bucket, systemClock)
}

/** Remarks that nothing is mirrored now, where that is so: what a command queues or plans has to wait. */
export async function remarkOnStop(stage: Stage, terminal: Terminal): Promise<void> {
  const stop = stopOf(await breakerOf(stage).state())
  if (stop) terminal.note(`Nothing is mirrored now: ${visible(stop.reason)}.`)
}
