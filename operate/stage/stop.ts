import { stopOf } from '../../shared/breaker/state.ts'
import type { Gate } from '../../shared/ports/breaker.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { Stage } from './stage.ts'
import { storesOf } from './stores.ts'

/** Why nothing is mirrored now; undefined while changes are. */
export async function readStop(stage: Stage): Promise<Gate['stop']> {
  return stopOf(await storesOf(stage).breaker.state())
}

/** Notes that nothing is mirrored now, where that is so: what a command queues or plans has to wait. */
export async function noteStop(stage: Stage, terminal: Terminal): Promise<void> {
  const stop = await readStop(stage)
  if (stop) terminal.note(`Nothing is mirrored now: ${visible(stop.reason)}.`)
}
