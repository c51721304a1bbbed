import { limits } from '../../shared/model/limits.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import type { Terminal } from '../output/terminal.ts'
import { awaitRoom } from './pace.ts'
import { WatchedTally } from './watched-tally.ts'
import type { ConnectedSweep } from './work.ts'

/** Sweeps and repairs, until the end or until it is interrupted. */
export async function runSweep(work: ConnectedSweep, terminal: Terminal, signal: AbortSignal): Promise<SweepResult> {
  const tally = new WatchedTally(terminal)
  tally.count(work, signal)
  const onWait = (waiting: number) => terminal.progress(`${waiting.toLocaleString('en')} changes wait in the queue`)
  const mayGoOn = () => awaitRoom(work.depth, limits.sweepQueueMax, { signal, onWait })
  const onPage: WatchedTally['add'] = (page, queued) => tally.add(page, queued)
  const { complete } = await sweep({ ...work, mayGoOn, onPage })
  const { catalog } = work
  const goesOn = complete && catalog !== undefined && work.prefix === ''
  const isWhole = goesOn ? await sweepExtras({ ...work, catalog, mayGoOn, onPage }) : complete
  return tally.result(isWhole)
}
