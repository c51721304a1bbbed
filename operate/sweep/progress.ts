import type { Source } from '../../shared/ports/source.ts'
import { type SweepResult, Tally } from '../../shared/sweep/tally.ts'
import { bar } from '../cli/bar.ts'
import { duration } from '../cli/duration.ts'
import { cut } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { ComposedSweep } from './compose.ts'
import { differ } from './report.ts'

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
  count({ source, prefix, objects }: ComposedSweep, signal: AbortSignal): void {
    // An inventory is there to spare the listing.
    if (!this.#terminal.isForPeople || objects) return
    countObjects(source, prefix, signal).then(
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

/** One line for people who wait. `whole` is how many objects there are in all, undefined until they have been counted. */
export function progressLine(
  { compared, differences }: Pick<SweepResult, 'compared' | 'differences'>,
  { whole, elapsedSeconds }: { readonly whole: number | undefined; readonly elapsedSeconds: number },
  columns: number,
): string {
  const differing = differ(differences)
  if (whole === undefined) return cut(`${compared.toLocaleString('en')} compared, ${differing}`, columns)
  const left = compared === 0 ? 0 : (elapsedSeconds / compared) * Math.max(0, whole - compared)
  return cut(`${bar(compared, Math.max(whole, compared))}  ${differing}  ${duration(left)} left`, columns)
}

/** Counts the objects, a listing apart from the sweep's own; resolves with undefined where it is ended before. */
export async function countObjects(
  source: Pick<Source, 'list'>,
  prefix: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  let count = 0
  for (let after: string | undefined; !signal.aborted; ) {
    const { items, isLast } = await source.list(after, 1000, prefix)
    count += items.length
    if (isLast) return count
    after = items.at(-1)?.key
  }
  return undefined
}
