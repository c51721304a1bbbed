import { markerKeyOf } from '../../shared/model/marker.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type OperatedBucket, operatedBucket } from '../stage/bucket.ts'
import { AUTO, isAnybody, tellWriters } from '../stage/marker-writers.ts'
import { readQueue } from '../stage/queues.ts'
import { readSourceTemplate, sourceFacts } from '../stage/source-template.ts'
import type { Stage } from '../stage/stage.ts'
import {
  type Change,
  type ConnectDecision,
  decideConnect,
  decideDisconnect,
  type Ours,
  type Present,
} from './decide.ts'
import { describe } from './notification.ts'

/** What a stage needs of its bucket. */
export async function oursOf(stage: Stage, cloudName: string, rules: Rules): Promise<Ours> {
  const { arn } = await readQueue(stage.sqs, stage.queueUrl)
  const { events, statements } = readSourceTemplate()
  return {
    notification: { id: arn.slice(arn.lastIndexOf(':') + 1), queueArn: arn, events },
    statements: statements(sourceFacts(stage, arn, rules)),
    markerKey: markerKeyOf(cloudName),
    isBucketOfStack: stage.isBucketOfStack,
  }
}

/** Says what has to be done so that the stage's bucket is mirrored, or is left alone. Changes nothing. */
export async function planConnection(stage: Stage, ours: Ours, isRemoval: boolean): Promise<Planned> {
  const bucket = operatedBucket(stage.s3, stage.bucket)
  await confirm(bucket, ours.notification.queueArn)
  const present = await readPresent(bucket, ours)
  const decision = isRemoval ? decideDisconnect(present, ours) : decideConnect(present, ours)
  if (decision.kind === 'refused') throw refusal(stage.bucket, decision)
  return decision
}

type Planned = Extract<ConnectDecision, { kind: 'planned' }>

/** Does what was planned: Cloudinary may read before the first event comes, and no event comes after it may not. */
export async function applyConnection(stage: Stage, ours: Ours, planned: Planned): Promise<void> {
  const { notification, policy, marker } = planned
  const bucket = operatedBucket(stage.s3, stage.bucket)
  const isRemoval = notification.kind === 'put' && notification.action === 'remove'
  const report = async () => {
    if (notification.kind === 'put') await step('notification', bucket.putNotification(notification.wanted))
  }
  if (isRemoval) await report()
  if (policy.kind === 'put') await step('policy', bucket.putPolicy(policy.wanted))
  if (marker === 'put') await step('marker', bucket.putEmpty(ours.markerKey), whoMay(stage))
  if (marker === 'removed') await step('marker', bucket.remove(ours.markerKey), whoMay(stage))
  if (!isRemoval) await report()
}

/** The bucket's policy refuses the marker to others than those who are named. */
function whoMay({ environment: { DEPLOYER = AUTO } }: Stage): string {
  if (isAnybody(DEPLOYER)) return ''
  return `; ${tellWriters(DEPLOYER)} may write the marker (DEPLOYER in .env, then a deploy, names others)`
}

/** S3 refuses for reasons that people can fix: a permission that they do not have, or a destination that is gone. */
async function step(part: Change['part'], doing: Promise<void>, known = ''): Promise<void> {
  await doing.catch((thrown: unknown) => {
    const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
    throw new UsageError(
      `expected S3 to take the ${part}, found ${found}${known}; fix that, and run \`npx sls connect\` again: it goes on from here`,
    )
  })
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

async function readPresent(bucket: OperatedBucket, { markerKey }: Ours): Promise<Present> {
  const [notification, policy, hasMarker] = await Promise.all([
    bucket.notification(),
    bucket.policy(),
    bucket.has(markerKey),
  ])
  return { notification, policy, hasMarker }
}

function refusal(bucket: string, { overlapping }: Extract<ConnectDecision, { kind: 'refused' }>): UsageError {
  return new UsageError(
    [
      `expected no other notification of ${bucket} for the same events of the same keys, found`,
      ...overlapping.map((destination) => `  ${describe(destination)}`),
      'S3 sends an event to one destination only. Remove that configuration, or let its receiver listen through',
      'EventBridge, which S3 allows beside any other; then run `npx sls connect` again. Nothing was changed.',
    ].join('\n'),
  )
}
