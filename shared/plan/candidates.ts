import type { Ledger } from '../ledger/ledger.ts'
import { contentOf } from '../model/content.ts'
import { type Entry, keepsAsset } from '../model/entry.ts'
import { closenessOf } from '../model/key-closeness.ts'
import { limits } from '../model/limits.ts'
import type { Clock } from '../ports/clock.ts'
import type { Source } from '../ports/source.ts'
import { expireLease, isLeased } from '../record/transitions.ts'
import type { Rules } from '../rules/rules.ts'
import { type Candidate, isUsable } from './create.ts'
import type { Sending } from './situation.ts'

/** What a search for the origin of a new key looks at. */
export interface SearchEvidence {
  readonly source: Pick<Source, 'observe'>
  readonly ledger: Pick<Ledger, 'readOther' | 'findOrigins'>
  readonly clock: Pick<Clock, 'nowMs'>
  readonly rules: Rules
}

/**
 * Looks at keys whose asset has this content, a bounded number of them: at those that are gone until one's asset can be had, and
 * beyond it only at those with a closer name, whose delete may be on the way.
 */
export async function findCandidates(
  newKey: string,
  { object, desired }: Pick<Sending, 'object' | 'desired'>,
  evidence: SearchEvidence,
): Promise<readonly Candidate[]> {
  const newcomer = { key: newKey, content: contentOf(object), address: desired.address }
  const candidates: Candidate[] = []
  let reads = 0
  for (const key of await evidence.ledger.findOrigins(newcomer)) {
    const gone = candidates.find(({ observation }) => observation.state === 'absent')
    if (gone && closenessOf(key, newKey).tail <= closenessOf(gone.entry.key, newKey).tail) continue
    if (reads++ === limits.renameReadsMax || candidates.length === limits.renameLooksMax) break
    const entry = await readCandidate(key, evidence)
    const onDelete = onDeleteOf(key, evidence)
    if (!entry || onDelete === 'keep' || !isUsable(entry, object, desired)) continue
    candidates.push({ entry, observation: await evidence.source.observe(key), stays: keepsAsset(entry, onDelete) })
  }
  return candidates
}

/** The entry as a worker that takes the key now would read it. One that nobody can read is no candidate. */
async function readCandidate(key: string, { ledger, clock }: SearchEvidence): Promise<Entry | undefined> {
  const recorded = (await ledger.readOther(key))?.entry
  const nowMs = clock.nowMs()
  return recorded && (isLeased(recorded, nowMs, '') ? recorded : expireLease(recorded, nowMs))
}

/** What the rules say of the asset when its object goes: one that they keep never moves. */
function onDeleteOf(key: string, { rules }: SearchEvidence): 'destroy' | 'keep' | undefined {
  const match = rules.matchRule(key)
  return match.kind === 'matched' ? match.options.onDelete : undefined
}
