import { encodeEventKey } from '../../../shared/event/key.ts'
import type { ObjectChange } from './object-change.ts'

/** What an event says besides the change itself. */
export interface EventContext {
  /** For example ObjectCreated:Put, without the s3: in front. */
  readonly eventName: string
  readonly configurationId: string
  readonly eventTimeMs: number
  readonly sourceIpAddress: string
  readonly requestId: string
  readonly hostId: string
  readonly sequencer: string
}

// Which fields an event has depends on its kind; these were recorded from S3.
function objectOf(change: ObjectChange, sequencer: string) {
  const key = encodeEventKey(change.key)
  if (change.kind === 'stored') return { key, size: change.size, eTag: change.eTag, sequencer }
  if (change.kind === 'removed') return { key, sequencer }
  return { key, eTag: change.eTag }
}

/** The record of one event in the shape of version 2.1. */
export function eventRecord(change: ObjectChange, context: EventContext) {
  const principal = { principalId: 'AWS:LOCAL' }
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: new Date(context.eventTimeMs).toISOString(),
    eventName: context.eventName,
    userIdentity: principal,
    requestParameters: { sourceIPAddress: context.sourceIpAddress },
    responseElements: { 'x-amz-request-id': context.requestId, 'x-amz-id-2': context.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: context.configurationId,
      bucket: { name: change.bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${change.bucket}` },
      object: objectOf(change, context.sequencer),
    },
  }
}

/**
 * Numbers events as S3 does: upper-case hexadecimal, later ones greater in every way of comparing. They follow the
 * time, so that those of a new process are greater than those of the one before.
 */
export function createSequencer(nowMs: () => number): () => string {
  let last = 0n
  return () => {
    const milliseconds = BigInt(nowMs())
    const seconds = milliseconds / 1000n
    const fraction = ((milliseconds % 1000n) << 32n) / 1000n
    const timed = (seconds << 32n) | fraction
    last = timed > last ? timed : last + 1n
    return last.toString(16).toUpperCase().padStart(18, '0')
  }
}
