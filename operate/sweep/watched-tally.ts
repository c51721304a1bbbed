import { Tally } from '../../shared/sweep/tally.ts'
import type { Terminal } from '../output/terminal.ts'
import { countObjects, progressLine } from './counts.ts'
import type { ConnectedSweep } from './work.ts'

/** A sweep's tally that shows those who wait how far it has come. */
export class WatchedTally extends Tally {
  readonly #terminal: Terminal
  readonly #startMs = performance.now()
  #whole: number | undefined

  constructor(terminal: Terminal) {
    super()
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

  override add(...page: Parameters<Tally['add']>): void {
    super.add(...page)
    const elapsedSeconds = (performance.now() - this.#startMs) / 1000
    const { columns } = this.#terminal
    this.#terminal.progress(progressLine(this.result(false), { whole: this.#whole, elapsedSeconds }, columns - 1))
  }
}
