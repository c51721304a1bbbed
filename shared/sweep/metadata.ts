import pMap from 'p-map'
import type { Entry } from '../model/entry.ts'
import { classify } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { decide, type Evidence } from '../plan/decide.ts'
import type { Difference } from './difference.ts'
import type { Inspection } from './differences.ts'

/**
 * Looks at each object itself: a listing shows neither metadata nor tags. Costs a HEAD a key, and a read of its tags. One that cannot
 * be looked at is for a worker to look at, which tells why; where none of many can, it is no single key's trouble, and thrown.
 */
export function inspectMetadata(evidence: Evidence): Inspection {
  return async (entries) => {
    const look = (some: readonly Entry[]) =>
      pMap(some, (entry) => inspect(entry, evidence), { concurrency: limits.inspectionsAtOnce })
    const firstLooks = await look(entries.slice(0, limits.inspectionsAtOnce))
    const [first] = firstLooks
    const areMany = firstLooks.length === limits.inspectionsAtOnce
    // Where S3 says nothing at all, the rest of a page would take longer than an invocation lasts.
    if (first && areMany && firstLooks.every(isUnanswered)) throw first.thrown
    const looks = [...firstLooks, ...(await look(entries.slice(limits.inspectionsAtOnce)))]
    if (first && areMany && looks.every(({ isSeen }) => !isSeen)) throw first.thrown
    return looks.flatMap(({ difference }) => difference ?? [])
  }
}

interface Look {
  readonly isSeen: boolean
  readonly difference?: Difference
  readonly thrown?: unknown
}

function isUnanswered({ isSeen, thrown }: Look): boolean {
  return !isSeen && classify(thrown).code === 's3-TimeoutError'
}

async function inspect(entry: Entry, evidence: Evidence): Promise<Look> {
  const { key } = entry
  const differs = (detail: string): Difference => ({ key, reason: 'metadata-differs', detail })
  try {
    const next = await decide(entry, await evidence.source.observe(key), evidence)
    return { isSeen: true, ...(next.kind !== 'skip' && { difference: differs(`${next.kind}: ${next.reason}`) }) }
  } catch (thrown) {
    return { isSeen: false, thrown, difference: differs(`cannot be looked at: ${classify(thrown).reason}`) }
  }
}
