import { markerKeyOf } from '../../shared/model/marker.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type OperatedBucket, operatedBucket } from '../stage/bucket.ts'
import { AUTO, isAnybody, tellWriters } from '../stage/marker-writers.ts'
import { queueStatements } from '../stage/queue-template.ts'
import { putQueuePolicy, readQueue } from '../stage/queues.ts'
import { readSourceTemplate, sourceFacts } from '../stage/source-template.ts'
import type { Stage } from '../stage/stage.ts'
import {
  type Change,
  type ConnectDecision,
  decideConnect,
  decideDisconnect,
  decideRepair,
  type Ours,
  type Present,
} from './decide.ts'
import { describe } from './notification.ts'

/** What `sls connect` is to do. */
export type Task = 'connect' | 'repair' | 'remove'

const decide = { connect: decideConnect, repair: decideRepair, remove: decideDisconnect } as const

/** What a stage needs of its bucket and its queue. */
export async function oursOf(stage: Stage, cloudName: string, rules: Rules): Promise<Ours> {
  const { arn } = await readQueue(stage.sqs, stage.queueUrl)
  const { events, statements, ownStatements } = readSourceTemplate()
  const facts = sourceFacts(stage, arn, rules)
  return {
    notification: { id: arn.slice(arn.lastIndexOf(':') + 1), queueArn: arn, events },
    statements: stage.isBucketOfStack ? ownStatements(facts) : statements(facts),
    queueStatements: queueStatements(arn, stage.bucket),
    markerKey: markerKeyOf(cloudName),
    isBucketOfStack: stage.isBucketOfStack,
  }
}

/** Says what has to be done so that the stage's bucket is mirrored, or is left alone. Changes nothing. */
export async function planConnection(stage: Stage, ours: Ours, task: Task): Promise<Planned> {
  const bucket = operatedBucket(stage.s3, stage.bucket)
  await confirm(bucket, ours.notification.queueArn)
  const decision = decide[task](await readPresent(stage, bucket, ours), ours)
  if (decision.kind === 'refused') throw refusal(stage.bucket, decision, task)
  return decision
}

type Planned = Extract<ConnectDecision, { kind: 'planned' }>

/**
 * Does what was planned: Cloudinary may read before the first event comes, and no event comes after it may not. S3 takes no
 * notification to a queue that it may not send to.
 */
export async function applyConnection(stage: Stage, ours: Ours, planned: Planned, task: Task): Promise<void> {
  const { queuePolicy, notification, policy, marker } = planned
  const bucket = operatedBucket(stage.s3, stage.bucket)
  const step = stepOf(task)
  const report = async () => {
    if (notification.kind !== 'put') return
    const known =
      queuePolicy.kind === 'put' ? '; SQS may take a minute until it goes by the new policy of the queue' : ''
    await step('notification', bucket.putNotification(notification.wanted), known)
  }
  if (task === 'remove') await report()
  if (queuePolicy.kind === 'put' && queuePolicy.wanted)
    await step('queue-policy', putQueuePolicy(stage.sqs, stage.queueUrl, queuePolicy.wanted))
  if (policy.kind === 'put') await step('policy', bucket.putPolicy(policy.wanted))
  if (marker === 'put') await step('marker', bucket.putEmpty(ours.markerKey), whoMay(stage))
  if (marker === 'removed') await step('marker', bucket.remove(ours.markerKey), whoMay(stage))
  if (task !== 'remove') await report()
}

/** The bucket's policy refuses the marker to others than those who are named. */
function whoMay({ environment: { DEPLOYER = AUTO } }: Stage): string {
  if (isAnybody(DEPLOYER)) return ''
  return `; ${tellWriters(DEPLOYER)} may write the marker (DEPLOYER in .env, then a deploy, names others)`
}

/** AWS refuses for reasons that people can fix: a permission that they do not have, or a destination that is gone. */
function stepOf(task: Task) {
  return async (part: Change['part'], doing: Promise<void>, known = ''): Promise<void> => {
    await doing.catch((thrown: unknown) => {
      const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
      const taker = part === 'queue-policy' ? 'SQS' : 'S3'
      throw new UsageError(
        `expected ${taker} to take the ${part}, found ${found}${known}; fix that, and run \`${commandFor(task)}\` again: it goes on from here`,
      )
    })
  }
}

/** The command, as people type it. */
function commandFor(task: Task): string {
  return task === 'connect' ? typed`npx sls connect` : typed`npx sls connect --${task}`
}

async function confirm(bucket: OperatedBucket, queueArn: string): Promise<void> {
  const { region } = await bucket.confirm().catch((thrown: unknown) => {
    const found = thrown instanceof Error ? thrown.name : String(thrown)
    throw new UsageError(
      `expected a bucket ${bucket.name} that may be listed, found ${found}; make it, let these credentials list it, or set SOURCE_BUCKET to another and deploy again`,
    )
  })
  const [, , , expected] = queueArn.split(':')
  if (region === undefined || region === expected) return
  throw new UsageError(
    `expected ${bucket.name} in ${expected}, found it in ${region}; S3 reports to queues of its own region only: deploy there`,
  )
}

async function readPresent(stage: Stage, bucket: OperatedBucket, { markerKey }: Ours): Promise<Present> {
  const [notification, policy, { policy: queuePolicy }, hasMarker] = await Promise.all([
    bucket.notification(),
    bucket.policy(),
    readQueue(stage.sqs, stage.queueUrl),
    bucket.has(markerKey),
  ])
  return { notification, policy, queuePolicy, hasMarker }
}

type Refused = Extract<ConnectDecision, { kind: 'refused' }>

function refusal(bucket: string, { overlapping }: Refused, task: Task): UsageError {
  return new UsageError(
    [
      `expected no other notification of ${bucket} for the same events of the same keys, found`,
      ...overlapping.map((destination) => `  ${describe(destination)}`),
      'S3 sends an event to one destination only. Remove that configuration, or let its receiver listen through',
      `EventBridge, which S3 allows beside any other; then run \`${commandFor(task)}\` again. Nothing was changed.`,
    ].join('\n'),
  )
}
