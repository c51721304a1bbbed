import { BUCKET, type Case, QUEUE } from './case.ts'

const DEAD = 'arn:aws:sqs:us-east-1:000000000000:ftp-api-for-cloudinary-local-dead-letters'
const SENDS = "The queue's policy lets S3 send, for this bucket only, and by TLS only"
const REDRIVES = 'What keeps failing goes to the dead-letter queue, and not too early'
const KEEPS = 'The queues keep messages of any size, dead letters for longer than others'

/** What can be wrong with the queues and their delivery. */
export const queueCases: readonly Case[] = [
  {
    name: 'the queue has no policy',
    broken: (breaker) => breaker.setQueue({ Policy: '' }),
    check: SENDS,
    issues: [`no statement lets s3.amazonaws.com send to ${QUEUE}`, 'no statement denies access without TLS'],
    advice: 'npx sls connect --repair --stage local puts it back',
  },
  {
    name: "the queue takes any account's bucket of that name",
    broken: (breaker) =>
      breaker.repolicy((statement) =>
        statement.Effect === 'Allow'
          ? { ...statement, Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${BUCKET}` } } }
          : statement,
      ),
    check: SENDS,
    issues: ['expected aws:SourceAccount to be 000000000000, found nothing'],
    advice: 'npx sls connect --repair --stage local puts it back',
  },
  {
    name: 'the queue takes another bucket',
    broken: (breaker) =>
      breaker.repolicy((statement) => JSON.parse(JSON.stringify(statement).replaceAll(BUCKET, 'other'))),
    check: SENDS,
    issues: [`expected aws:SourceArn to be arn:aws:s3:::${BUCKET}, found arn:aws:s3:::other`],
    advice: 'npx sls connect --repair --stage local puts it back',
  },
  {
    name: 'the queue has no redrive policy',
    broken: (breaker) => breaker.setQueue({ RedrivePolicy: '' }),
    check: REDRIVES,
    issues: ['the queue has no redrive policy: what keeps failing is deleted in the end'],
    advice: 'Put back the RedrivePolicy of ChangeQueue',
  },
  {
    name: 'the queue gives up early, and elsewhere',
    broken: (breaker) =>
      breaker.setQueue({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QUEUE, maxReceiveCount: 3 }) }),
    check: REDRIVES,
    issues: [
      `expected dead letters to go to ${DEAD}, found ${QUEUE}`,
      'expected more than 12 receives before that, found 3: changes that only wait would be dead letters',
    ],
    advice: 'Put back the RedrivePolicy',
  },
  {
    name: 'the visibility timeout is short',
    broken: (breaker) => breaker.setQueue({ VisibilityTimeout: '89' }),
    check: "The queue's visibility timeout is at least six times the worker's timeout",
    issues: ['expected at least 90 s, found 89 s'],
    advice: 'Set visibilityTimeoutSeconds',
  },
  {
    name: 'the queue keeps messages as long as the dead-letter queue, and drops large ones',
    broken: (breaker) => breaker.setQueue({ MessageRetentionPeriod: '1209600', MaximumMessageSize: '1024' }),
    check: KEEPS,
    issues: [
      'dead letters are kept for 14 d from their first sending, changes for 14 d: they would be gone at once',
      `${QUEUE} takes 1024 bytes; larger events are lost`,
    ],
    advice: 'Put back MessageRetentionPeriod',
  },
  {
    name: 'the queue is not delivered',
    broken: (breaker) => breaker.endDelivery(),
    check: 'The worker takes changes from the queue, and reports each that fails',
    issues: ['the queue is not delivered, though it is not paused: changes wait'],
    advice: 'ftp-api-for-cloudinary-local-breaker delivers it again within a minute',
  },
]
