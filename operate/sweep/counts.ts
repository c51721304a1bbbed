import type { Source } from '../../shared/ports/source.ts'
import type { SweepResult } from '../../shared/sweep/tally.ts'
import { bar } from '../output/bar.ts'
import { duration } from '../output/duration.ts'
import { cut } from '../output/table.ts'
import { differ } from './report.ts'

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
