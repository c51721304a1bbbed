import * as z from 'zod'
import type { SourceEvent } from '../model/change.ts'
import type { ReasonCode } from '../model/reasons.ts'
import { decodeEventKey } from './key.ts'

type UnreadableCode = Extract<
  ReasonCode,
  'not-json' | 'no-records' | 'malformed-record' | 'unknown-version' | 'other-bucket' | 'malformed-key'
>

/** A record (or whole body) that says nothing we can act on, with the reason and the JSON to keep for the operator. */
export interface Unreadable {
  readonly code: UnreadableCode
  readonly reason: string
  readonly body: string
}

/** What one message says: the events in it, and the parts of it that have to be refused. */
export interface Reading {
  readonly events: readonly SourceEvent[]
  readonly unreadable: readonly Unreadable[]
}

const text = z.string().min(1)
const testEventSchema = z.object({ Event: z.literal('s3:TestEvent') })
const bodySchema = z.object({ Records: z.array(z.unknown()) })
const recordSchema = z.object({
  eventVersion: text,
  eventName: text,
  eventTime: z.string().optional().catch(undefined),
  s3: z.object({
    bucket: z.object({ name: text }),
    object: z.object({ key: text, sequencer: z.string().optional().catch(undefined) }),
  }),
})

const MESSAGE_SHAPE = 'an S3 event notification: {"Records": [{"eventVersion": "2.x", "eventName": ..., "s3": ...}]}'

/** Reads the body of one queue message. Nothing is thrown: what cannot be read is returned with its reason. */
export function readMessage(body: string, bucket: string): Reading {
  const json = parseJson(body)
  if (json === undefined) return refused({ code: 'not-json', reason: `expected ${MESSAGE_SHAPE}, found no JSON`, body })
  if (testEventSchema.safeParse(json).success) return { events: [], unreadable: [] }
  const parsed = bodySchema.safeParse(json)
  if (!parsed.success) {
    return refused({ code: 'no-records', reason: `expected ${MESSAGE_SHAPE}, found no list named Records`, body })
  }
  const events: SourceEvent[] = []
  const unreadable: Unreadable[] = []
  for (const record of parsed.data.Records) {
    const read = readRecord(record, bucket)
    if ('key' in read) events.push(read)
    else unreadable.push({ ...read, body: JSON.stringify({ Records: [record] }) })
  }
  return { events, unreadable }
}

function readRecord(record: unknown, bucket: string): SourceEvent | { code: UnreadableCode; reason: string } {
  const parsed = recordSchema.safeParse(record)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.join('.') || 'the record'
    return {
      code: 'malformed-record',
      reason: `${path}: ${issue?.message ?? 'malformed'}, as part of ${MESSAGE_SHAPE}`,
    }
  }
  const { eventVersion, eventName, eventTime, s3 } = parsed.data
  if (!/^2\./.test(eventVersion)) {
    return { code: 'unknown-version', reason: `expected event version 2.x, found ${eventVersion}` }
  }
  if (s3.bucket.name !== bucket) {
    const advice = "remove this queue from that bucket's notifications"
    return { code: 'other-bucket', reason: `expected bucket ${bucket}, found ${s3.bucket.name}; ${advice}` }
  }
  const key = decodeEventKey(s3.object.key)
  if (key === undefined) {
    return { code: 'malformed-key', reason: `expected a form-encoded UTF-8 object key, found ${s3.object.key}` }
  }
  return { key, name: eventName.replace(/^s3:/, ''), time: eventTime, sequencer: s3.object.sequencer }
}

function refused(unreadable: Unreadable): Reading {
  return { events: [], unreadable: [unreadable] }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
