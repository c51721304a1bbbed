import { randomUUID } from 'node:crypto'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { noSuchBucket, sendS3Error, sendXml } from '../answers.ts'
import { aroundS3, type S3Call } from '../calls.ts'
import type { FastifyReply, Fauxqs, SqsQueue } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import type { BucketContents } from './bucket-contents.ts'
import { createSequencer, type EventContext, eventRecord } from './event-record.ts'
import { invalidConfiguration, parseConfigurations, printConfigurations } from './notification-configuration.ts'
import { anyOverlap, wants } from './notification-filter.ts'
import type { ObjectChange } from './object-change.ts'
import type { QueueConfiguration, StoredBucket } from './storage.ts'

const hostId = 'local'

interface Cause {
  readonly call: S3Call
  readonly requestId: string
}

function eventNameOf(change: ObjectChange, { call: { operation } }: Cause): string | undefined {
  if (change.kind === 'tagged') return 'ObjectTagging:Put'
  if (change.kind === 'untagged') return 'ObjectTagging:Delete'
  if (change.kind === 'removed') {
    // DeleteObjects is reported for keys that never existed, too.
    return change.existed || operation === 'DeleteObjects' ? 'ObjectRemoved:Delete' : undefined
  }
  if (operation === 'CopyObject') return 'ObjectCreated:Copy'
  if (operation === 'PostObject') return 'ObjectCreated:Post'
  return operation === 'CompleteMultipartUpload' ? 'ObjectCreated:CompleteMultipartUpload' : 'ObjectCreated:Put'
}

function newRequestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase()
}

/** Gap: fauxqs sends no event notifications. This sends them to queues, as S3 does. */
export class Notifications {
  readonly #fauxqs: Fauxqs
  readonly #contents: BucketContents
  readonly #nextSequencer = createSequencer(systemClock.nowMs)
  #cause: Cause | undefined

  constructor(fauxqs: Fauxqs, contents: BucketContents) {
    this.#fauxqs = fauxqs
    this.#contents = contents
  }

  register(): void {
    this.#contents.onChange((change) => this.#report(change))
    aroundS3(this.#fauxqs.app, (call, reply, next) => {
      const bucket = this.#contents.bucket(call.bucket)
      if (call.operation === 'GetBucketNotificationConfiguration') return this.#get(bucket, reply)
      if (call.operation === 'PutBucketNotificationConfiguration') return this.#put(bucket, call, reply)
      return this.#during(call, reply, next)
    })
  }

  // Changes are reported while the request that causes them runs, and nothing else runs at that time.
  #during(call: S3Call, reply: FastifyReply, next: () => unknown): unknown {
    const requestId = newRequestId()
    reply.header('x-amz-request-id', requestId).header('x-amz-id-2', hostId)
    this.#cause = { call, requestId }
    try {
      return next()
    } finally {
      this.#cause = undefined
    }
  }

  #report(change: ObjectChange): void {
    const cause = this.#cause
    const eventName = cause && eventNameOf(change, cause)
    if (!eventName) return
    const moment = {
      eventName,
      eventTimeMs: systemClock.nowMs(),
      sourceIpAddress: cause.call.request.ip,
      requestId: cause.requestId,
      hostId,
      sequencer: this.#nextSequencer(),
    }
    const configurations = this.#contents.bucket(change.bucket)?.notifications ?? []
    for (const configuration of configurations) {
      if (wants(configuration, `s3:${eventName}`, change.key)) this.#sendEvent(change, configuration, moment)
    }
  }

  #sendEvent(
    change: ObjectChange,
    { id, queueArn }: QueueConfiguration,
    moment: Omit<EventContext, 'configurationId'>,
  ): void {
    const queue = this.#fauxqs.sqs.getQueueByArn(queueArn)
    if (queue) this.#send(queue, { Records: [eventRecord(change, { ...moment, configurationId: id })] })
  }

  #send(queue: SqsQueue, content: object): void {
    const body = JSON.stringify(content)
    // S3's events are lost silently where the queue takes only shorter messages.
    if (Buffer.byteLength(body) > Number(queue.getAttribute('MaximumMessageSize'))) return
    queue.enqueue(this.#fauxqs.createMessage(body, {}, Number(queue.getAttribute('DelaySeconds')) || undefined))
  }

  #get(bucket: StoredBucket | undefined, reply: FastifyReply): void {
    if (bucket) sendXml(reply, printConfigurations(bucket.notifications))
    else sendS3Error(reply, noSuchBucket)
  }

  #put(bucket: StoredBucket | undefined, { request }: S3Call, reply: FastifyReply): unknown {
    if (!bucket) return sendS3Error(reply, noSuchBucket)
    const parsed = parseConfigurations(textBody(request))
    if (!parsed.ok) return sendS3Error(reply, parsed.error)
    const queues = parsed.value.map(({ queueArn }) => this.#fauxqs.sqs.getQueueByArn(queueArn))
    const standardQueues = queues.filter((queue) => queue !== undefined).filter((queue) => !queue.isFifo())
    if (standardQueues.length !== queues.length) {
      return sendS3Error(reply, invalidConfiguration('Unable to validate the following destination configurations'))
    }
    if (anyOverlap(parsed.value)) {
      const rule = 'Configurations on the same bucket cannot share a common event type.'
      return sendS3Error(reply, invalidConfiguration(`Configurations overlap. ${rule}`))
    }
    this.#contents.updateBucket({ ...bucket, notifications: parsed.value })
    for (const queue of new Set(standardQueues)) this.#sendTestEvent(queue, bucket.name)
    return void reply.status(200).send()
  }

  #sendTestEvent(queue: SqsQueue, bucket: string): void {
    const names = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date(systemClock.nowMs()).toISOString() }
    this.#send(queue, { ...names, Bucket: bucket, RequestId: newRequestId(), HostId: hostId })
  }
}
