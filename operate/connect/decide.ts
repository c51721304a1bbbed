import type { Destination, NotificationConfiguration } from '../stage/notification.ts'
import type { PolicyDocument, Statement } from '../stage/policy.ts'
import {
  connectNotification,
  disconnectNotification,
  type NotificationDecision,
  type OurNotification,
} from './notification.ts'
import { connectPolicy, disconnectPolicy, type PolicyDecision } from './policy.ts'

/** What a bucket, and the queue that it reports to, have now. */
export interface Present {
  readonly notification: NotificationConfiguration
  readonly policy: PolicyDocument | undefined
  readonly queuePolicy: PolicyDocument | undefined
  readonly hasMarker: boolean
}

/** What a stage needs of its bucket and its queue. */
export interface Ours {
  readonly notification: OurNotification
  readonly statements: readonly Statement[]
  readonly queueStatements: readonly Statement[]
  readonly markerKey: string
  /** True where the stack has made the bucket: a deploy makes all of it but the marker. */
  readonly isBucketOfStack: boolean
}

/** One thing that differs from what it has to be. */
export interface Change {
  readonly part: 'queue-policy' | 'policy' | 'marker' | 'notification'
  readonly action: 'add' | 'change' | 'remove'
  readonly what: string
}

/** What has to become of each part. */
interface Parts {
  readonly queuePolicy: PolicyDecision
  readonly policy: PolicyDecision
  readonly marker: 'kept' | 'put' | 'removed'
  readonly notification: NotificationDecision
}

/** What is to be done, and the same in words; or who is in the way. */
export type ConnectDecision =
  | { readonly kind: 'refused'; readonly overlapping: readonly Destination[] }
  | ({ readonly kind: 'planned'; readonly changes: readonly Change[] } & Parts)

const KEPT = { kind: 'kept' } as const

/** Decides what a bucket lacks for the stage to mirror it. What a deploy has made is left to deploys. */
export function decideConnect(present: Present, ours: Ours): ConnectDecision {
  const all = missingParts(present, ours)
  const made = ours.isBucketOfStack ? { policy: KEPT, notification: KEPT } : {}
  return decision({ ...all, ...made, queuePolicy: KEPT }, ours)
}

/** Decides what bucket and queue have lost, whoever has made them: a deploy does not look at what it has made once. */
export function decideRepair(present: Present, ours: Ours): ConnectDecision {
  return decision(missingParts(present, ours), ours)
}

/** Decides what of a bucket goes when the stage is to leave it alone. */
export function decideDisconnect(present: Present, ours: Ours): ConnectDecision {
  const { isBucketOfStack } = ours
  const notification = isBucketOfStack ? KEPT : disconnectNotification(present.notification, ours.notification)
  const policy = isBucketOfStack ? KEPT : disconnectPolicy(present.policy, ours.statements)
  return decision({ queuePolicy: KEPT, policy, marker: present.hasMarker ? 'removed' : 'kept', notification }, ours)
}

function missingParts(present: Present, ours: Ours): Parts {
  return {
    queuePolicy: connectPolicy(present.queuePolicy, ours.queueStatements),
    policy: connectPolicy(present.policy, ours.statements),
    marker: present.hasMarker ? 'kept' : 'put',
    notification: connectNotification(present.notification, ours.notification),
  }
}

function decision(parts: Parts, ours: Ours): ConnectDecision {
  const { queuePolicy, policy, marker, notification } = parts
  if (notification.kind === 'refused') return notification
  const changes: Change[] = []
  const sidsOf = (statements: readonly Statement[]) => statements.map(({ Sid }) => Sid).join(', ')
  if (queuePolicy.kind === 'put')
    changes.push({ part: 'queue-policy', action: queuePolicy.action, what: sidsOf(ours.queueStatements) })
  if (policy.kind === 'put') changes.push({ part: 'policy', action: policy.action, what: sidsOf(ours.statements) })
  if (marker === 'put') changes.push({ part: 'marker', action: 'add', what: ours.markerKey })
  if (marker === 'removed') changes.push({ part: 'marker', action: 'remove', what: ours.markerKey })
  const { events, queueArn } = ours.notification
  const what = `${events.join(', ')} to ${queueArn}`
  if (notification.kind === 'put') changes.push({ part: 'notification', action: notification.action, what })
  return { kind: 'planned', changes, queuePolicy, policy, marker, notification }
}
