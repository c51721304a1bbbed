import type { MirrorSettings } from '../claim/dependencies.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Entry } from '../model/entry.ts'
import { limits } from '../model/limits.ts'
import type { Observation } from '../model/observation.ts'
import type { Clock } from '../ports/clock.ts'
import type { Source } from '../ports/source.ts'
import { expireLease, isLeased } from '../record/transitions.ts'
import type { Rules } from '../rules/rules.ts'
import { type Candidate, type Creation, isUsable, planCreation } from './create.ts'
import { type Plan, plan } from './plan.ts'
import type { Sending } from './situation.ts'

/** What deciding looks at. It writes nothing. */
export interface Evidence {
  readonly source: Pick<Source, 'observe'>
  readonly ledger: Pick<Ledger, 'read' | 'findByContent'>
  readonly clock: Pick<Clock, 'nowMs'>
  readonly rules: Rules
  readonly settings: Pick<MirrorSettings, 'bucket' | 'settleMs'>
}

/** What is to be done for a key, the rename for a new key included. */
export type Decision = Exclude<Plan, { kind: 'create' }> | Creation

/** Decides what a worker does next for a key. `entry` is as expireLease leaves it (see record/transitions.ts). Changes nothing. */
export async function decide(entry: Entry, observation: Observation, evidence: Evidence): Promise<Decision> {
  const { settings, clock, rules } = evidence
  const { key } = entry
  const settleSeconds = rules.settleSecondsOf(key)
  const settleMs = settleSeconds === undefined ? settings.settleMs : settleSeconds * 1000
  const situation = { bucket: settings.bucket, settleMs, nowMs: clock.nowMs(), entry }
  const next = plan({ ...situation, observation, match: rules.matchRule(key) })
  if (next.kind !== 'create') return next
  return planCreation({ ...situation, ...next }, await findCandidates(key, next, evidence))
}

/** Looks for keys whose asset has this content, ending at the first that is gone and whose asset can be had. */
async function findCandidates(
  newKey: string,
  { object, desired }: Pick<Sending, 'object' | 'desired'>,
  { ledger, source, clock }: Evidence,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = []
  for (const key of await ledger.findByContent(object, limits.renameCandidatesMax)) {
    if (key === newKey) continue
    const recorded = (await ledger.read(key)).entry
    const nowMs = clock.nowMs()
    const entry = isLeased(recorded, nowMs, '') ? recorded : expireLease(recorded, nowMs)
    if (!isUsable(entry, object, desired)) continue
    const observation = await source.observe(key)
    candidates.push({ entry, observation })
    if (observation.state === 'absent') break
  }
  return candidates
}
