import { covers, type Destination, type NotificationConfiguration } from '../stage/notification.ts'

/** The notification that a stage needs. */
export interface OurNotification {
  readonly id: string
  readonly queueArn: string
  readonly events: readonly string[]
}

/** What has to become of a bucket's notifications. */
export type NotificationDecision =
  | { readonly kind: 'kept' }
  | { readonly kind: 'refused'; readonly overlapping: readonly Destination[] }
  | { readonly kind: 'put'; readonly action: 'add' | 'change' | 'remove'; readonly wanted: NotificationConfiguration }

/** Decides how our notification comes among those that are there. Others' stay as they are, or refuse it. */
export function connectNotification(present: NotificationConfiguration, ours: OurNotification): NotificationDecision {
  const isOurs = ownership(ours)
  const mine = present.destinations.filter(isOurs)
  if (reportAll(mine, ours.events)) return { kind: 'kept' }
  const others = present.destinations.filter((destination) => !isOurs(destination))
  const { id, queueArn: arn, events } = ours
  const wanted = { kind: 'queue', id, arn, events, prefix: '', suffix: '' } as const
  const overlapping = others.filter((other) => overlap(other, wanted))
  if (overlapping.length > 0) return { kind: 'refused', overlapping }
  const action = mine.length === 0 ? 'add' : 'change'
  return { kind: 'put', action, wanted: { ...present, destinations: [...others, wanted] } }
}

/** Decides how our notification goes from among those that are there. */
export function disconnectNotification(
  present: NotificationConfiguration,
  ours: OurNotification,
): NotificationDecision {
  const isOurs = ownership(ours)
  const destinations = present.destinations.filter((destination) => !isOurs(destination))
  if (destinations.length === present.destinations.length) return { kind: 'kept' }
  return { kind: 'put', action: 'remove', wanted: { ...present, destinations } }
}

/** Whatever goes to the stage's queue is the stage's: it has no other use. */
function ownership({ queueArn }: OurNotification): (destination: Destination) => boolean {
  return ({ kind, arn }) => kind === 'queue' && arn === queueArn
}

/** True where these report exactly the events, of every key: by one configuration or by several. */
function reportAll(destinations: readonly Destination[], events: readonly string[]): boolean {
  const reported = destinations.filter(isUnfiltered).flatMap((destination) => destination.events)
  const isExact = reported.length === events.length && events.every((event) => reported.includes(event))
  return isExact && destinations.every(isUnfiltered)
}

/** True where keys of any name are reported. */
function isUnfiltered({ prefix, suffix }: Destination): boolean {
  return prefix === '' && suffix === ''
}

/**
 * True where some event of some key belongs to both, which S3 refuses.
 * Source: S3 User Guide, "Configuring event notifications using object key name filtering".
 */
function overlap(one: Destination, other: Destination): boolean {
  return (
    one.events.some((event) => other.events.some((its) => covers(event, its) || covers(its, event))) &&
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)) &&
    (one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix))
  )
}

/** A destination in one line. */
export function describe({ kind, id, arn, events, prefix, suffix }: Destination): string {
  return `${id ?? 'without an id'}: ${events.join(', ')} of ${prefix}*${suffix} to the ${kind} ${arn}`
}
