import { type Defect, defectsOf } from './defect.ts'

const batch = defectsOf<typeof import('../../../shared/batch.ts')>('shared/batch.ts')
const errors = defectsOf<typeof import('../../../shared/model/errors.ts')>('shared/model/errors.ts')
const conclude = defectsOf<typeof import('../../../shared/outcome/conclude.ts')>('shared/outcome/conclude.ts')
const complete = defectsOf<typeof import('../../../shared/outcome/complete-message.ts')>(
  'shared/outcome/complete-message.ts',
)

const unended = defectsOf<typeof import('../../../shared/record/unended.ts')>('shared/record/unended.ts')
const withheld = defectsOf<typeof import('../../../shared/guard/withheld.ts')>('shared/guard/withheld.ts')

/** Defects in how changes and their messages end. */
export const ENDING: readonly Defect[] = [
  conclude('acknowledges when another worker holds the key', 'retryLater', (original) => (context, code, ...rest) => {
    const { delaySeconds: _, ...outcome } = original(context, code, ...rest)
    return code === 'busy' ? { ...outcome, result: 'done' } : original(context, code, ...rest)
  }),
  conclude('acknowledges a key in doubt', 'done', (original) => (context, claim, code, reason) => {
    const { doubt: _, ...entry } = claim.entry
    return original(context, Object.create(claim, { entry: { value: entry } }), code, reason)
  }),
  withheld('releases what was not listed', 'releaseDeletions', (original, { listWithheld }) => async (_, services) => {
    return original(await listWithheld(services.ledger), services)
  }),
  unended('forgets deliveries that never ended', 'judgeUnended', () => () => 'nothing'),
  unended('counts a death that a neighbour may have caused', 'nextUnended', (original) => (one, times) => {
    return original(one, { ...times, isAlone: true })
  }),
  errors('retries what will never work', 'classify', (original) => (thrown) => {
    const failure = original(thrown)
    return failure.class === 'permanent' ? { ...failure, class: 'waiting' } : failure
  }),
  batch('one failing key fails its batch', 'mirrorBatch', (original) => async (messages, services) => {
    const result = await original(messages, services)
    return result.failedIds.length === 0 ? result : { ...result, failedIds: messages.map(({ id }) => id) }
  }),
  complete('acknowledges what failed', 'completeMessage', (original) => async (message, outcomes, queue) => {
    const isDone = await original(message, outcomes, queue)
    return isDone || [...message.keys].filter((key) => outcomes.get(key)?.delaySeconds !== undefined).length === 1
  }),
  complete(
    'waits for the longest delay of a message`s keys',
    'completeMessage',
    (original) => (message, outcomes, queue) => {
      const longest = Math.max(...[...message.keys].map((key) => outcomes.get(key)?.delaySeconds ?? 0))
      const late = [...outcomes].map(
        ([key, one]) => [key, one.delaySeconds ? { ...one, delaySeconds: longest } : one] as const,
      )
      return original(message, new Map(late), queue)
    },
  ),
  complete('drops unreadable records', 'completeMessage', (original) => (message, outcomes, queue) => {
    return original({ ...message, unreadable: [] }, outcomes, queue)
  }),
]
