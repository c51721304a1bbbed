import { refusesPlainHttp, statementsOf } from './statements.ts'
import { type Check, listOf, numberOf, propertyOf, resourcesOf, targetOf, textOf } from './template.ts'

const QUEUE = 'AWS::SQS::Queue'
const MAPPING = 'AWS::Lambda::EventSourceMapping'
/** What Lambda asks for. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS". */
const TIMEOUTS_HIDDEN = 6

/** Every queue is encrypted. */
export const encryption: Check = (template) =>
  resourcesOf(template, QUEUE)
    .filter(({ properties }) => properties.SqsManagedSseEnabled !== true && properties.KmsMasterKeyId === undefined)
    .map(({ id }) => `${id}: is not encrypted`)

/** Every queue and bucket refuses what does not come over TLS. */
export const transport: Check = (template) => {
  const refusing = new Set(
    statementsOf(template)
      .filter(refusesPlainHttp)
      .map(({ id }) => id),
  )
  const guarded = new Set([
    ...resourcesOf(template, 'AWS::SQS::QueuePolicy').flatMap(({ id, properties }) =>
      refusing.has(id) ? listOf(properties.Queues).map(textOf) : [],
    ),
    ...resourcesOf(template, 'AWS::S3::BucketPolicy').flatMap(({ id, properties }) =>
      refusing.has(id) ? [textOf(properties.Bucket)] : [],
    ),
  ])
  return [...resourcesOf(template, QUEUE), ...resourcesOf(template, 'AWS::S3::Bucket')]
    .filter(({ id }) => !guarded.has(id))
    .map(({ id }) => `${id}: takes plain HTTP`)
}

/** A message keeps its enqueue time when it becomes a dead letter: that queue must keep it clearly longer. */
export const deadLetterRetention: Check = (template) =>
  resourcesOf(template, QUEUE).flatMap(({ id, properties }) => {
    const target = propertyOf(properties, 'RedrivePolicy', 'deadLetterTargetArn')
    if (target === undefined) return []
    const dead = targetOf(template, target)
    const kept = numberOf(dead?.properties.MessageRetentionPeriod) ?? 0
    const queued = numberOf(properties.MessageRetentionPeriod) ?? 345_600
    return kept > queued ? [] : [`${id}: its dead letters are kept for ${kept} s, and its messages for ${queued} s`]
  })

/** A message stays hidden for as long as Lambda may still work on it. */
export const visibility: Check = (template) =>
  resourcesOf(template, MAPPING).flatMap(({ id, properties }) => {
    const queue = targetOf(template, properties.EventSourceArn)
    const timeout = numberOf(targetOf(template, properties.FunctionName)?.properties.Timeout) ?? 3
    const needed = TIMEOUTS_HIDDEN * timeout + (numberOf(properties.MaximumBatchingWindowInSeconds) ?? 0)
    const hidden = numberOf(queue?.properties.VisibilityTimeout) ?? 30
    return hidden >= needed ? [] : [`${id}: hides for ${hidden} s, needs ${needed} s`]
  })

/** A message that has failed does not take its batch along. */
export const partialBatches: Check = (template) =>
  resourcesOf(template, MAPPING)
    .filter(({ properties }) => !listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'))
    .map(({ id }) => `${id}: ignores batch item failures`)
