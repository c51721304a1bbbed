import { limits } from '../../shared/limits.ts'
import type { Difference, DifferenceReason } from '../../shared/sweep/differences.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import type { Terminal } from '../output/terminal.ts'
import { countObjects, progressLine } from './counts.ts'
import { awaitRoom } from './pace.ts'
import type { Reasons } from './report.ts'
import type { ConnectedSweep } from './work.ts'

/** What came of a sweep. */
export interface SweepOutcome {
  readonly compared: number
  readonly differences: number
  /** Changes that were queued. */
  readonly queued: number
  readonly reasons: Reasons
  /** False where it was interrupted. */
  readonly complete: boolean
}

/** What has been found so far, and the line that tells of it. */
export class SweepTally {
  compared = 0
  differences = 0
  queued = 0
  readonly reasons: Partial<Record<DifferenceReason, number>> = {}
  #whole: number | undefined
  readonly #terminal: Terminal
  readonly #startMs = performance.now()

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  /** Begins to count what there is in all, for those who watch. */
  count(work: ConnectedSweep, signal: AbortSignal): void {
    if (!this.#terminal.isForPeople) return
    countObjects(work.source, work.prefix, signal).then(
      (count) => {
        this.#whole = count
      },
      // Without it there is no bar.
      () => undefined,
    )
  }

  add(differences: readonly Difference[], compared = 0, queued = 0): void {
    this.compared += compared
    this.queued += queued
    this.differences += differences.length
    for (const { reason } of differences) this.reasons[reason] = (this.reasons[reason] ?? 0) + 1
    const elapsedSeconds = (performance.now() - this.#startMs) / 1000
    const { columns } = this.#terminal
    this.#terminal.progress(progressLine({ ...this, whole: this.#whole, elapsedSeconds }, columns - 1))
  }

  outcome(complete: boolean): SweepOutcome {
    const { compared, differences, queued, reasons } = this
    return { compared, differences, queued, reasons, complete }
  }
}

/** Sweeps and repairs, until the end or until it is interrupted. */
export async function runSweep(work: ConnectedSweep, terminal: Terminal, signal: AbortSignal): Promise<SweepOutcome> {
  const tally = new SweepTally(terminal)
  tally.count(work, signal)
  const onWait = (waiting: number) => terminal.progress(`${waiting.toLocaleString('en')} changes wait in the queue`)
  const mayGoOn = () => awaitRoom(work.depth, limits.sweepQueueMax, { signal, onWait })
  const onPage = (page: { differences: readonly Difference[]; compared?: number }, queued: number) =>
    tally.add(page.differences, page.compared, queued)
  const { complete } = await sweep({ ...work, mayGoOn, onPage })
  const { catalog } = work
  const goesOn = complete && catalog !== undefined && work.prefix === ''
  const isWhole = goesOn ? await sweepExtras({ ...work, catalog, mayGoOn, onPage }) : complete
  return tally.outcome(isWhole)
}
