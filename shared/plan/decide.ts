import type { MirrorSettings } from '../claim/dependencies.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Entry } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import type { Clock } from '../ports/clock.ts'
import type { Source } from '../ports/source.ts'
import type { Rules } from '../rules/rules.ts'
import { findCandidates } from './candidates.ts'
import { type Creation, planCreation } from './create.ts'
import { type Plan, plan } from './plan.ts'

/** What deciding looks at. It writes nothing. */
export interface Evidence {
  readonly source: Pick<Source, 'observe'>
  readonly ledger: Pick<Ledger, 'readOther' | 'findOrigins'>
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
  const settleMs = settleMsOf(key, evidence)
  const situation = { bucket: settings.bucket, settleMs, nowMs: clock.nowMs(), entry }
  const next = plan({ ...situation, observation, match: rules.matchRule(key) })
  if (next.kind !== 'create') return next
  return planCreation({ ...situation, ...next }, await findCandidates(key, next, evidence))
}

function settleMsOf(key: string, { rules, settings }: Pick<Evidence, 'rules' | 'settings'>): number {
  const settleSeconds = rules.settleSecondsOf(key)
  return settleSeconds === undefined ? settings.settleMs : settleSeconds * 1000
}
