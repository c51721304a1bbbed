import type { Destination, NotificationConfiguration } from '../stage/notification.ts'
import type { PolicyDocument, Statement } from '../stage/policy.ts'
import { connectPolicy, disconnectPolicy, type PolicyDecision } from './bucket-policy.ts'
import {
  connectNotification,
  disconnectNotification,
  type NotificationDecision,
  type OurNotification,
} from './notification.ts'

/** What a bucket has now. */
export interface Present {
  readonly notification: NotificationConfiguration
  readonly policy: PolicyDocument | undefined
  readonly hasMarker: boolean
}

/** What a stage needs of its bucket. */
export interface Ours {
  readonly notification: OurNotification
  readonly statements: readonly Statement[]
  readonly markerKey: string
  /** True where the stack has made the bucket: CloudFormation keeps all but the marker. */
  readonly isBucketOfStack: boolean
}

/** One thing that differs from what it has to be. */
export interface Change {
  readonly part: 'policy' | 'marker' | 'notification'
  readonly action: 'add' | 'change' | 'remove'
  readonly what: string
}

/** What is to be done, and the same in words; or who is in the way. */
export type ConnectDecision =
  | { readonly kind: 'refused'; readonly overlapping: readonly Destination[] }
  | {
      readonly kind: 'planned'
      readonly changes: readonly Change[]
      readonly notification: NotificationDecision
      readonly policy: PolicyDecision
      readonly marker: 'kept' | 'put' | 'removed'
    }

const KEPT = { kind: 'kept' } as const

/** Decides what a bucket lacks for the stage to mirror it. */
export function decideConnect(present: Present, ours: Ours): ConnectDecision {
  const { isBucketOfStack } = ours
  const notification = isBucketOfStack ? KEPT : connectNotification(present.notification, ours.notification)
  const policy = isBucketOfStack ? KEPT : connectPolicy(present.policy, ours.statements)
  return decision(notification, policy, present.hasMarker ? 'kept' : 'put', ours)
}

/** Decides what of a bucket goes when the stage is to leave it alone. */
export function decideDisconnect(present: Present, ours: Ours): ConnectDecision {
  const { isBucketOfStack } = ours
  const notification = isBucketOfStack ? KEPT : disconnectNotification(present.notification, ours.notification)
  const policy = isBucketOfStack ? KEPT : disconnectPolicy(present.policy, ours.statements)
  return decision(notification, policy, present.hasMarker ? 'removed' : 'kept', ours)
}

function decision(
  notification: NotificationDecision,
  policy: PolicyDecision,
  marker: 'kept' | 'put' | 'removed',
  ours: Ours,
): ConnectDecision {
  if (notification.kind === 'refused') return notification
  const changes: Change[] = []
  const Sids = ours.statements.map(({ Sid }) => Sid).join(', ')
  if (policy.kind === 'put') changes.push({ part: 'policy', action: policy.action, what: Sids })
  if (marker === 'put') changes.push({ part: 'marker', action: 'add', what: ours.markerKey })
  if (marker === 'removed') changes.push({ part: 'marker', action: 'remove', what: ours.markerKey })
  const { events, queueArn } = ours.notification
  const what = `${events.join(', ')} to ${queueArn}`
  if (notification.kind === 'put') changes.push({ part: 'notification', action: notification.action, what })
  return { kind: 'planned', changes, notification, policy, marker }
}
