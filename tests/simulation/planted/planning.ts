import type { Orphan } from '../../../shared/model/orphan.ts'
import { type Defect, defectsOf } from './defect.ts'

const plan = defectsOf<typeof import('../../../shared/plan/plan.ts')>('shared/plan/plan.ts')
const absence = defectsOf<typeof import('../../../shared/plan/absence.ts')>('shared/plan/absence.ts')
const orphan = defectsOf<typeof import('../../../shared/plan/orphan.ts')>('shared/plan/orphan.ts')
const create = defectsOf<typeof import('../../../shared/plan/create.ts')>('shared/plan/create.ts')
const decide = defectsOf<typeof import('../../../shared/plan/decide.ts')>('shared/plan/decide.ts')
const scheduled = defectsOf<typeof import('../../../shared/sweep/scheduled.ts')>('shared/sweep/scheduled.ts')
const refusal = defectsOf<typeof import('../../../shared/model/refusal.ts')>('shared/model/refusal.ts')
const withoutGuard = ({ deletion: _, ...orphan }: Orphan): Orphan => orphan
const difference = defectsOf<typeof import('../../../shared/sweep/difference.ts')>('shared/sweep/difference.ts')

const content = defectsOf<typeof import('../../../shared/model/content.ts')>('shared/model/content.ts')
const closeness = defectsOf<typeof import('../../../shared/model/key-closeness.ts')>('shared/model/key-closeness.ts')

const admission = defectsOf<typeof import('../../../shared/guard/admission.ts')>('shared/guard/admission.ts')
const publicId = defectsOf<typeof import('../../../shared/rules/public-id.ts')>('shared/rules/public-id.ts')

/** Defects in what is decided. */
export const PLANNING: readonly Defect[] = [
  admission('counts deletions past the limit that others have reached', 'admitDeletion', (original) => (...asked) => {
    const { amendment, ...admitted } = original(...asked)
    const { below: _, ...unlimited } = amendment ?? {}
    return amendment ? { ...admitted, amendment: unlimited } : admitted
  }),
  publicId('sends a folder as the key has it', 'encodeFolder', () => (path) => path),
  content('names content by its ETag alone', 'contentOf', () => ({ etag, sizeBytes }) => ({ etag, sizeBytes })),
  closeness('takes any asset of the same content, whatever its name', 'closenessOf', () => () => ({
    tail: 0,
    head: 0,
  })),
  create('uploads again what has only been renamed', 'planCreation', (original) => (newKey, candidates) => {
    return original(
      newKey,
      candidates.filter(({ observation }) => observation.state === 'present'),
    )
  }),
  create('renames while the old key is still there', 'planCreation', (original) => (newKey, candidates) => {
    const gone = candidates.map(({ entry }) => ({ entry, observation: { state: 'absent' as const } }))
    return original(newKey, gone)
  }),
  absence('ignores the settle window for a delete', 'planAbsence', (original) => (situation, reason) => {
    return original({ ...situation, settleMs: 0 }, reason)
  }),
  plan('takes an archived object for a missing one', 'plan', (original) => (situation) => {
    const { observation } = situation
    if (observation.state === 'absent' || !observation.archived) return original(situation)
    const next = original({ ...situation, observation: { state: 'absent' } })
    return next.kind === 'destroy' ? { ...next, observation } : next
  }),
  plan('tries to pull an archived object', 'plan', (original) => (situation) => {
    const { observation } = situation
    if (observation.state === 'absent') return original(situation)
    return original({ ...situation, observation: { ...observation, archived: false } })
  }),
  orphan('forgets where a move without an answer may have brought the asset', 'planOrphan', () => () => undefined),
  orphan('clears away what the rules have replaced without asking', 'planOrphan', (original) => (situation) => {
    const { entry } = situation
    return original({ ...situation, entry: { ...entry, orphans: entry.orphans?.map(withoutGuard) ?? [] } })
  }),
  difference('remembers the rules without looking at the object', 'differenceOf', (original) => (...pair) => {
    const found = original(...pair)
    return found?.reason === 'rules-differ' ? undefined : found
  }),
  scheduled('looks at no object itself on schedule', 'sweepScheduled', (original) => (work) => {
    return original(work, { begins: false })
  }),
  refusal('passes over what a sweep is to adopt', 'mayBeAdopted', () => () => false),
  decide('does not observe again after the record', 'decide', (original) => async (entry, observation, evidence) => {
    // The lease is taken with the first request: where there is one, an answer has just been recorded.
    if (entry.lease && !entry.attempt && entry.applied.state === 'asset') return { kind: 'skip', reason: 'applied' }
    return original(entry, observation, evidence)
  }),
]
