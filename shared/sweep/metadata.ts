import pMap from 'p-map'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import { decide, type Evidence } from '../plan/decide.ts'
import type { Difference } from './difference.ts'
import type { Inspection } from './differences.ts'

/** Looks at each object itself: a listing shows neither metadata nor tags. Costs a HEAD a key, and a read of its tags. */
export function inspectMetadata(evidence: Evidence): Inspection {
  return async (entries) => {
    const found = await pMap(entries, (entry) => inspect(entry, evidence), { concurrency: limits.inspectionsAtOnce })
    return found.flatMap((difference) => difference ?? [])
  }
}

async function inspect(entry: Entry, evidence: Evidence): Promise<Difference | undefined> {
  const next = await decide(entry, await evidence.source.observe(entry.key), evidence)
  if (next.kind === 'skip') return undefined
  return { key: entry.key, reason: 'metadata-differs', detail: `${next.kind}: ${next.reason}` }
}
