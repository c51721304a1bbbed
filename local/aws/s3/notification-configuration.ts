import { randomUUID } from 'node:crypto'
import { type AwsError, malformedXml, notImplemented } from '../answers.ts'
import type { QueueConfiguration } from './storage.ts'
import { childrenOf, element, parseXml, textOf, type XmlElement } from './xml.ts'

type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AwsError }

type FilterRule = QueueConfiguration['filterRules'][number]

const events: ReadonlySet<string> = new Set([
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectRestore:*',
  's3:ObjectRestore:Post',
  's3:ObjectRestore:Completed',
  's3:ObjectRestore:Delete',
  's3:ObjectTagging:*',
  's3:ObjectTagging:Put',
  's3:ObjectTagging:Delete',
  's3:ObjectAcl:Put',
  's3:LifecycleExpiration:*',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ReducedRedundancyLostObject',
  's3:Replication:*',
  's3:Replication:OperationFailedReplication',
  's3:Replication:OperationMissedThreshold',
  's3:Replication:OperationReplicatedAfterThreshold',
  's3:Replication:OperationNotTracked',
])

/** The InvalidArgument that S3 answers to a configuration which it cannot take. */
export function invalidConfiguration(message: string): AwsError {
  return { status: 400, code: 'InvalidArgument', message }
}

function parseFilterRule(rule: XmlElement): FilterRule | undefined {
  const name = textOf(rule, 'Name')?.toLowerCase()
  if (name !== 'prefix' && name !== 'suffix') return undefined
  return { name, value: textOf(rule, 'Value') ?? '' }
}

function parseQueueConfiguration(entry: XmlElement): Parsed<QueueConfiguration> {
  const queueArn = textOf(entry, 'Queue')
  const names = childrenOf(entry, 'Event').map(({ text }) => text)
  if (!queueArn || names.length === 0) return { ok: false, error: malformedXml }
  if (!names.every((name) => events.has(name))) {
    return { ok: false, error: invalidConfiguration('The event is not supported for notifications') }
  }
  const filters = childrenOf(entry, 'Filter').flatMap((filter) => childrenOf(filter, 'S3Key'))
  const rules = filters.flatMap((filter) => childrenOf(filter, 'FilterRule')).map(parseFilterRule)
  const filterRules = rules.filter((rule) => rule !== undefined)
  if (filterRules.length !== rules.length || new Set(rules.map((rule) => rule?.name)).size !== rules.length) {
    return { ok: false, error: invalidConfiguration('filter rule name must be either prefix or suffix, each once') }
  }
  return { ok: true, value: { id: textOf(entry, 'Id') || randomUUID(), queueArn, events: names, filterRules } }
}

/** Reads the body of PutBucketNotificationConfiguration. */
export function parseConfigurations(body: string): Parsed<QueueConfiguration[]> {
  const document = parseXml(body)
  if (document?.name !== 'NotificationConfiguration') return { ok: false, error: malformedXml }
  const other = document.children.find(({ name }) => name !== 'QueueConfiguration')
  if (other) return { ok: false, error: notImplemented(`A notification by ${other.name}`) }
  const configurations: QueueConfiguration[] = []
  for (const entry of document.children) {
    const parsed = parseQueueConfiguration(entry)
    if (!parsed.ok) return parsed
    configurations.push(parsed.value)
  }
  return { ok: true, value: configurations }
}

/** Writes the answer of GetBucketNotificationConfiguration. */
export function printConfigurations(configurations: readonly QueueConfiguration[]): string {
  // S3 answers with capitals, whatever it was given.
  const printRule = ({ name, value }: FilterRule) =>
    `<FilterRule>${element('Name', name === 'prefix' ? 'Prefix' : 'Suffix')}${element('Value', value)}</FilterRule>`
  const printFilter = (rules: readonly FilterRule[]) =>
    rules.length === 0 ? '' : `<Filter><S3Key>${rules.map(printRule).join('')}</S3Key></Filter>`
  const print = ({ id, queueArn, events: names, filterRules }: QueueConfiguration) =>
    `<QueueConfiguration>${element('Id', id)}${element('Queue', queueArn)}${names
      .map((name) => element('Event', name))
      .join('')}${printFilter(filterRules)}</QueueConfiguration>`
  const inner = configurations.map(print).join('')
  return `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</NotificationConfiguration>`
}
