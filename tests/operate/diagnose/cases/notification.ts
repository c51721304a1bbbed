import { BUCKET, type Case, QUEUE } from './case.ts'

const EVENTS = [
  'ObjectCreated:*',
  'ObjectRemoved:*',
  'LifecycleExpiration:*',
  'ObjectRestore:Completed',
  'ObjectTagging:*',
]
const REPORTS = 'The bucket reports its changes to the queue, and no filter hides keys'

/** What can be wrong with the bucket's notifications. */
export const notificationCases: readonly Case[] = [
  {
    name: 'the notification is gone',
    broken: (breaker) => breaker.renotify(() => []),
    check: REPORTS,
    issues: [`nothing of ${BUCKET} is reported to ${QUEUE}`],
    advice: 'npx sls connect --repair --stage local puts it right.',
  },
  {
    name: 'the notification of an existing bucket is gone',
    broken: async (breaker) => {
      await breaker.renotify(() => [])
      return { isBucketOfStack: false }
    },
    check: REPORTS,
    issues: [`nothing of ${BUCKET} is reported to ${QUEUE}`],
    advice: 'npx sls connect --stage local puts it right.',
    silenced: 1,
  },
  {
    name: 'an event is not reported',
    broken: (breaker) => breaker.renotify((one) => (one.Events?.includes('s3:ObjectRemoved:*') ? [] : [one])),
    check: REPORTS,
    issues: ['s3:ObjectRemoved:* is not reported'],
    advice: 'The next sweep finds what was missed.',
  },
  {
    name: 'a filter hides keys',
    broken: (breaker) =>
      breaker.renotify((one) => [
        { ...one, Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'uploads/' }] } } },
      ]),
    check: REPORTS,
    issues: EVENTS.map((event) => `s3:${event} is reported for uploads/* only`),
    advice: 'npx sls connect --repair --stage local puts it right.',
  },
  {
    name: 'a filter hides keys of one source of two',
    broken: (breaker) =>
      breaker.renotify((one) => [
        { ...one, Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'uploads/' }] } } },
      ]),
    config: { sources: [{ prefix: 'uploads/2026/' }, { prefix: 'press/' }] },
    check: REPORTS,
    issues: EVENTS.map((event) => `s3:${event} is reported for uploads/* only`),
    advice: 'npx sls connect --repair --stage local puts it right.',
  },
  {
    name: 'a filter hides keys by their ending',
    broken: (breaker) =>
      breaker.renotify((one) => [{ ...one, Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.jpg' }] } } }]),
    check: REPORTS,
    issues: EVENTS.map((event) => `s3:${event} is reported for *.jpg only`),
    advice: 'npx sls connect --repair --stage local puts it right.',
  },
]
