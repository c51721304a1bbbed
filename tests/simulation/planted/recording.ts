import { type Defect, defectsOf } from './defect.ts'

const ledger = defectsOf<typeof import('../../../shared/ledger/ledger.ts')>('shared/ledger/ledger.ts')
const entry = defectsOf<typeof import('../../../shared/model/entry.ts')>('shared/model/entry.ts')
const content = defectsOf<typeof import('../../../shared/record/stored-content.ts')>('shared/record/stored-content.ts')
const answer = defectsOf<typeof import('../../../shared/record/answer.ts')>('shared/record/answer.ts')
const doubt = defectsOf<typeof import('../../../shared/record/doubt.ts')>('shared/record/doubt.ts')
const failures = defectsOf<typeof import('../../../shared/record/failures.ts')>('shared/record/failures.ts')
const trouble = defectsOf<typeof import('../../../shared/ledger/trouble-index.ts')>('shared/ledger/trouble-index.ts')
const transitions = defectsOf<typeof import('../../../shared/record/transitions.ts')>('shared/record/transitions.ts')

/** Defects in what is recorded. */
export const RECORDING: readonly Defect[] = [
  ledger(
    'unfenced record: writes whatever the revision is',
    'Ledger',
    (Original) =>
      class extends Original {
        override async save(...[read, next]: Parameters<InstanceType<typeof Original>['save']>) {
          return super.save({ ...read, revision: (await this.read(next.key)).revision }, next)
        }
      },
  ),
  trouble('tells nobody of keys that are in trouble', 'troubleOf', () => () => ({})),
  trouble('tells of a key as refused that is tried again', 'troubleOf', (original) => (bucket, entry) => {
    const { trouble: kind, ...rest } = original(bucket, entry)
    return kind === undefined ? rest : { ...rest, trouble: kind.replace('retrying', 'refused') }
  }),
  content(
    'records what was observed instead of what was stored',
    'storedContent',
    (original) => (sent, asset, after) => {
      const { etag, sizeBytes, etagIsMd5 } = sent.object
      return etagIsMd5 ? { etag, sizeBytes } : original(sent, asset, after)
    },
  ),
  content('takes an untied multipart ETag for what was stored', 'storedContent', (original) => (sent, asset, after) => {
    const { etag, sizeBytes } = sent.object
    return original(sent, asset, after) ?? { etag, sizeBytes }
  }),
  content('takes a version that the request did not name for what was read', 'storedContent', (original) => {
    return ({ object, ...sent }, asset, after) =>
      original({ ...sent, object: { ...object, isPinned: true } }, asset, after)
  }),
  answer('believes an update that finds replaced bytes', 'appliedByUpdate', (original) => (sent, asset, before, to) => {
    const { storedMd5: _, ...unread } = before
    return original(sent, asset, unread, to)
  }),
  transitions('forgets a request that was not answered', 'failAttempt', (original) => (one) => {
    return original(one, { effect: 'none' })
  }),
  transitions(
    'drops an upload in the background when something else fails',
    'failAttempt',
    (original) => (one, failure) => {
      const { attempt } = one
      if (!attempt?.background) return original(one, failure)
      const { background: _, ...rest } = attempt
      return original({ ...one, attempt: rest }, failure)
    },
  ),
  transitions('ignores the attempt that a dead worker left open', 'expireLease', (original) => (one, nowMs) => {
    const { attempt, ...rest } = one
    return original(attempt?.background ? one : rest, nowMs)
  }),
  transitions('announces no attempt before it sends', 'openAttempt', (original) => (one, attempt, untilMs) => {
    const { attempt: _, ...lease } = original(one, attempt, untilMs)
    return lease
  }),
  transitions('a lease never runs out', 'isLeased', () => ({ lease }, _nowMs, token) => {
    return lease !== undefined && lease.token !== token
  }),
  failures('forgives failures at every delivery of a redrive', 'startOver', (original) => (one, times) => {
    const { redrivenMs } = times
    return original(one, { ...times, ...(redrivenMs !== undefined && { redrivenMs: Number.MAX_SAFE_INTEGER }) })
  }),
  doubt('a doubt that is over changes nothing', 'expireDoubt', (original) => (one, nowMs) => ({
    ...original(one, nowMs),
    applied: one.applied,
  })),
  entry(
    'waits for an owner that has nothing at the address',
    'mayHaveAsset',
    () =>
      ({ applied, attempt, doubt: open }) => {
        return attempt !== undefined || open !== undefined || applied.state !== 'nothing'
      },
  ),
]
