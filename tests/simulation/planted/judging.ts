import { type Defect, defectsOf } from './defect.ts'

const state = defectsOf<typeof import('../../../shared/breaker/state.ts')>('shared/breaker/state.ts')
const probe = defectsOf<typeof import('../../../shared/breaker/probe.ts')>('shared/breaker/probe.ts')
const pace = defectsOf<typeof import('../../../shared/outcome/pace.ts')>('shared/outcome/pace.ts')
const rest = defectsOf<typeof import('../../../shared/outcome/rest.ts')>('shared/outcome/rest.ts')
const failures = defectsOf<typeof import('../../../shared/record/failures.ts')>('shared/record/failures.ts')

/** Defects in whose trouble a failure is taken to be. */
export const JUDGING: readonly Defect[] = [
  state("counts a stage's trouble against keys", 'noteFailure', () => (one) => ({ state: one, verdict: 'key' })),
  state("one key's signature error halts all", 'noteFailure', (original) => (one, failure, nowMs) => {
    const { scope, code, reason } = failure
    if (one.trouble || code !== 'cloudinary-401') return original(one, failure, nowMs)
    return { state: { ...one, trouble: { scope, code, reason, sinceMs: nowMs } }, verdict: 'stage' }
  }),
  state(
    "takes three keys that fail for the stage's trouble, and asks nobody",
    'noteFailure',
    (original) => (one, failure, nowMs) => {
      const noted = original(one, failure, nowMs)
      if (noted.verdict !== 'unproven') return noted
      const { scope, code, reason } = failure
      return { state: { ...one, trouble: { scope, code, reason, sinceMs: nowMs } }, verdict: 'stage' }
    },
  ),
  probe('never probes', 'probeStage', () => async () => undefined),
  pace('puts changes off for long while the stage is in trouble', 'haltSeconds', () => () => 900),
  rest('counts each message of a key that fails', 'rest', () => () => undefined),
  failures("counts what has failed before the stage's trouble was over", 'startOver', (original) => (one, times) => {
    const { troubleEndedMs: _, ...others } = times
    return original(one, others)
  }),
]
