import type { Stage } from '../../../operate/stage/stage.ts'
import type { MirrorConfig } from '../../../shared/rules/schema.ts'
import type { Breaker } from './repair.ts'

const BUCKET = 'ftp-api-for-cloudinary-local-000000000000'
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:ftp-api-for-cloudinary-local-changes'
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:ftp-api-for-cloudinary-local-dead-letters'
const EVENTS = [
  'ObjectCreated:*',
  'ObjectRemoved:*',
  'LifecycleExpiration:*',
  'ObjectRestore:Completed',
  'ObjectTagging:*',
]

/** A set-up that is broken, and the one thing that is to be found. */
export interface Case {
  readonly name: string
  readonly broken: (breaker: Breaker, stage: Stage) => Promise<Partial<Stage> | undefined>
  readonly config?: MirrorConfig
  readonly check: string
  readonly issues: readonly string[]
  readonly advice: string
  /** How many more checks than usual have nothing to tell. */
  readonly silenced?: number
}

const REPORTS = 'The bucket reports its changes to the queue, and no filter hides keys'
const READS = "The bucket's policy lets Cloudinary read its objects"
const SENDS = "The queue's policy lets S3 send, for this bucket only, and by TLS only"
const REDRIVES = 'What keeps failing goes to the dead-letter queue, and not too early'
const KEEPS = 'The queues keep messages of any size, dead letters for longer than others'
const ANSWERS = 'Cloudinary answers, and takes the key of the account'
const PROTECTED = 'Only who is meant to may write or delete the marker'
const SOURCES = JSON.stringify(['.wellknown/*', 'uploads/*'].map((keys) => `arn:aws:s3:::${BUCKET}/${keys}`))
const CLOUDINARY_READS = `no statement lets the account 232482882421, which is Cloudinary's, s3:GetObject on arn:aws:s3:::${BUCKET}/*`

/** What the stage would be with another account. */
export function withUrl(stage: Stage, change: (url: string) => string) {
  return {
    environment: { ...stage.environment, CLOUDINARY_URL: change(stage.environment.CLOUDINARY_URL ?? '') },
  }
}

/** Every way in which a stage can be broken that shows on the local stack. */
export const cases: readonly Case[] = [
  {
    name: 'the notification is gone',
    broken: (breaker) => breaker.renotify(() => []),
    check: REPORTS,
    issues: [`nothing of ${BUCKET} is reported to ${QUEUE}`],
    advice: 'Put back the NotificationConfiguration of resources/source.yml',
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
    advice: 'Put back the NotificationConfiguration',
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
    advice: 'Put back the NotificationConfiguration',
  },
  {
    name: 'a filter hides keys by their ending',
    broken: (breaker) =>
      breaker.renotify((one) => [{ ...one, Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.jpg' }] } } }]),
    check: REPORTS,
    issues: EVENTS.map((event) => `s3:${event} is reported for *.jpg only`),
    advice: 'Put back the NotificationConfiguration',
  },
  {
    name: 'the bucket has no policy',
    broken: (breaker) => breaker.setPolicy(undefined),
    check: READS,
    issues: [CLOUDINARY_READS],
    advice: 'Put back the SourceBucketPolicy of resources/source.yml',
    silenced: 1,
  },
  {
    name: 'an existing bucket lets Cloudinary read a part only',
    broken: async (breaker) => {
      await breaker.setPolicy(
        breaker.policy
          .replace(`${BUCKET}/*","Sid`, `${BUCKET}/a/*","Sid`)
          .replaceAll(`"arn:aws:s3:::${BUCKET}/*"`, `"arn:aws:s3:::${BUCKET}/a/*"`),
      )
      return { isBucketOfStack: false }
    },
    check: READS,
    issues: [CLOUDINARY_READS],
    advice: 'npx sls connect --stage local adds the statement',
    silenced: 1,
  },
  {
    name: 'a statement of the bucket denies everybody from elsewhere',
    broken: (breaker) => {
      const policy = JSON.parse(breaker.policy)
      const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }
      const denial = {
        Sid: 'OnlyFromHome',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:Get*',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
        Condition,
      }
      return breaker.setPolicy(JSON.stringify({ ...policy, Statement: [...policy.Statement, denial] }))
    },
    check: READS,
    issues: ['the statement OnlyFromHome may keep it out'],
    advice: 'a statement that denies is yours to narrow',
    silenced: 1,
  },
  {
    name: 'Cloudinary may read one source of two',
    broken: (breaker) =>
      breaker.setPolicy(
        breaker.policy.replace(`${BUCKET}/*"`, `${BUCKET}/*/a"`).replace(`"arn:aws:s3:::${BUCKET}/*/a"`, SOURCES),
      ),
    config: { sources: [{ prefix: 'uploads/' }, { prefix: 'press/' }] },
    check: READS,
    issues: [CLOUDINARY_READS.replace('/*', '/press/*')],
    advice: 'Put back the SourceBucketPolicy of resources/source.yml',
    silenced: 1,
  },
  {
    name: 'anybody of the account may write the marker, though a role is to deploy',
    broken: async (_, stage) => ({ environment: { ...stage.environment, DEPLOYER: 'role/deployer' } }),
    check: PROTECTED,
    issues: [
      "the bucket's policy has no statement DenyMarkerToOthers that keeps .wellknown/ for role/deployer and the account's root",
    ],
    advice: 'Put back the SourceBucketPolicy of resources/source.yml',
  },
  {
    name: 'anybody may write the marker of an existing bucket',
    broken: async (breaker) => {
      await breaker.setPolicy(breaker.policy.replace('.wellknown/', 'elsewhere/'))
      return { isBucketOfStack: false }
    },
    check: PROTECTED,
    issues: [
      "the bucket's policy has no statement DenyMarkerToOthers that keeps .wellknown/ for anybody of the account who may write objects",
    ],
    advice: 'npx sls connect --stage local adds the statement',
  },
  {
    name: 'the marker is missing',
    broken: (breaker) => breaker.removeMarker(),
    check: 'The bucket says by its marker which Cloudinary account may read it',
    issues: ['there is no object .wellknown/cloudinary/demo'],
    advice: 'npx sls connect --stage local puts it.',
  },
  {
    name: 'the queue has no policy',
    broken: (breaker) => breaker.setQueue({ Policy: '' }),
    check: SENDS,
    issues: [`no statement lets s3.amazonaws.com send to ${QUEUE}`, 'no statement denies access without TLS'],
    advice: 'Put back the ChangeQueuePolicy of resources/queues.yml',
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
    advice: 'Put back the ChangeQueuePolicy',
  },
  {
    name: 'the queue takes another bucket',
    broken: (breaker) =>
      breaker.repolicy((statement) => JSON.parse(JSON.stringify(statement).replaceAll(BUCKET, 'other'))),
    check: SENDS,
    issues: [`expected aws:SourceArn to be arn:aws:s3:::${BUCKET}, found arn:aws:s3:::other`],
    advice: 'Put back the ChangeQueuePolicy',
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
  {
    name: 'the secret is wrong',
    broken: async (_, stage) => withUrl(stage, (url) => url.replace(':secret@', ':somebodys@')),
    check: ANSWERS,
    issues: ['Cloudinary: api_secret mismatch'],
    advice: "Put the API environment variable that Cloudinary's console shows",
    silenced: 3,
  },
  {
    name: 'Cloudinary cannot be reached',
    broken: async (_, stage) =>
      withUrl(stage, (url) => url.replace(/127\.0\.0\.1%3A\d+|127\.0\.0\.1:\d+/, '127.0.0.1%3A1')),
    check: ANSWERS,
    issues: ['Cloudinary: connect ECONNREFUSED 127.0.0.1:1'],
    advice: 'Look at https://status.cloudinary.com',
    silenced: 3,
  },
  {
    name: 'the rules allow more than the account takes',
    broken: async () => undefined,
    config: { sizeLimits: { image: 20_000_000, raw: 1_000_000 } },
    check: "The rules' sizeLimits are within those of the Cloudinary account",
    issues: ['the rules allow image files of 20000000 bytes; the account takes 10485760'],
    advice: 'Lower sizeLimits in mirror.config.ts',
  },
  {
    name: 'requests are forgotten early',
    broken: async (_, { environment }) => ({ environment: { ...environment, ATTEMPT_SECONDS: '15' } }),
    check: 'A request to Cloudinary is remembered for longer than it is waited for',
    issues: ['expected more than 15 s, found 15 s'],
    advice: 'Set attemptSeconds',
  },
  {
    name: 'too many uploads run at once',
    broken: async (_, { environment }) => ({ environment: { ...environment, CHANGES_AT_ONCE: '3' } }),
    check: 'At most 10 uploads run at once, as Cloudinary recommends',
    issues: ['found 5 workers with 3 changes at once each'],
    advice: 'Lower maximumConcurrency or changesAtOnce',
  },
  {
    name: 'the ledger is gone',
    broken: async () => ({ table: 'no-such-table' }),
    check: "The ledger's table is there, with its keys and its indexes",
    issues: ['ResourceNotFoundException: Requested resource not found: Table: no-such-table not found'],
    advice: 'Fix what the message says, and run this again.',
    silenced: 1,
  },
  {
    name: 'the bucket is gone',
    broken: (breaker) => breaker.removeBucket(),
    check: 'The bucket is there, in the region of the stage',
    issues: [`expected a bucket ${BUCKET} that may be read, found NotFound`],
    advice: 'Make it again as resources/source.yml says',
    silenced: 5,
  },
]
