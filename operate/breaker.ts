import type { LedgerBreaker } from '../shared/breaker/breaker.ts'
import { stopOf } from '../shared/breaker/state.ts'
import { composeTable } from '../shared/composition/table.ts'
import { visible } from './output/table.ts'
import type { Terminal } from './output/terminal.ts'
import type { Stage } from './stage.ts'

/** The breaker of a stage. */
export function breakerOf(stage: Stage): LedgerBreaker {
  return composeTable(stage, stage.dynamodb).breaker
}

/** Remarks that nothing is mirrored now, where that is so: what a command queues or plans has to wait. */
export async function remarkOnStop(stage: Stage, terminal: Terminal): Promise<void> {
  const stop = stopOf(await breakerOf(stage).state())
  if (stop) terminal.note(`Nothing is mirrored now: ${visible(stop.reason)}.`)
}
