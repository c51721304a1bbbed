import { join } from 'node:path'
import { systemClock } from '../../shared/adapters/clock.ts'
import { guardFromBrowsers } from '../browser-guard.ts'
import { registerFailures } from './answers.ts'
import { buildFauxqs, type FastifyInstance, type Fauxqs } from './fauxqs.ts'
import { LogMetrics } from './log-metrics.ts'
import { registerBodies } from './s3/bodies.ts'
import { BucketContents } from './s3/bucket-contents.ts'
import { registerChecksums } from './s3/checksum-headers.ts'
import { registerConditions } from './s3/conditional.ts'
import { registerDeleteObjects } from './s3/delete-objects.ts'
import { DiskStorage } from './s3/disk-storage.ts'
import { registerIncoming } from './s3/incoming.ts'
import { registerListing } from './s3/listing.ts'
import { createMemoryStorage } from './s3/memory-storage.ts'
import { Notifications } from './s3/notifications.ts'
import { registerObjectRules, registerResponseOverrides } from './s3/object-rules.ts'
import { registerCopies, registerObjects } from './s3/objects.ts'
import { registerForms } from './s3/post-object.ts'
import { registerSubresources } from './s3/subresources.ts'
import { registerTagging } from './s3/tagging.ts'
import { DeadLetters } from './sqs/dead-letters.ts'
import { registerKeptQueues } from './sqs/kept-queues.ts'
import { registerMessageRules } from './sqs/message-rules.ts'
import { MoveTasks } from './sqs/move-tasks.ts'
import { type FunctionMetric, registerQueueCounts, registerQueueMetrics } from './sqs/queue-metrics.ts'
import { Receiving } from './sqs/receiving.ts'
import { registerRetention } from './sqs/retention.ts'

/** A running S3 and SQS. */
export interface LocalAws {
  readonly endpoint: string
  readonly port: number
  /** Takes a line that a function has logged: CloudWatch finds its metrics there. */
  readonly takeLog: (line: string) => void
  stop(): Promise<void>
}

export interface LocalAwsOptions {
  /** 0 means any free port. */
  readonly port: number
  /** Where buckets and objects outlive the process; without it nothing is kept. */
  readonly dataDirectory?: string
  /** Declares the routes of another service at the same endpoint. */
  readonly declare?: (app: FastifyInstance) => void
  /** Which queues are kept there, too, by their names; without it none is. */
  readonly keepsQueue?: (name: string) => boolean
  /** What functions tell CloudWatch. */
  readonly functionMetric?: FunctionMetric
}

// Each wraps those before it.
function closeGaps(
  fauxqs: Fauxqs,
  contents: BucketContents,
  metrics: Parameters<typeof registerQueueMetrics>[1],
): void {
  const deadLetters = new DeadLetters(fauxqs)
  registerFailures(fauxqs.app)
  registerObjects(fauxqs, contents)
  registerSingleRegion(fauxqs.app)
  registerMessageRules(fauxqs.app)
  registerQueueCounts(fauxqs)
  registerQueueMetrics(fauxqs, metrics)
  deadLetters.register()
  new Receiving(fauxqs, deadLetters).register()
  new MoveTasks(fauxqs, deadLetters).register()
  registerRetention(fauxqs, systemClock.nowMs)
  registerDeleteObjects(fauxqs)
  registerListing(fauxqs.app, contents)
  registerTagging(fauxqs.app, contents)
  registerConditions(fauxqs.app, contents)
  registerObjectRules(fauxqs.app, contents)
  registerSubresources(fauxqs.app, contents)
  registerResponseOverrides(fauxqs.app)
  registerBodies(fauxqs.app)
  new Notifications(fauxqs, contents).register()
  registerChecksums(fauxqs.app, contents)
  registerCopies(fauxqs, contents)
  registerForms(fauxqs.app, contents)
  registerIncoming(fauxqs.app, contents)
}

/**
 * Gap: fauxqs takes the region of a queue from the signature, so that a client set to another region does not find it.
 * Nothing else is read from the signature, so without it everything is in us-east-1.
 */
function registerSingleRegion(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    delete request.headers.authorization
    done()
  })
}

/** Starts S3 and SQS in this process, on 127.0.0.1 only; rejects with EADDRINUSE when the port is taken. */
export async function startAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { port: wanted, dataDirectory, keepsQueue, declare, functionMetric = () => undefined } = options
  const contents = new BucketContents(dataDirectory ? new DiskStorage(dataDirectory) : createMemoryStorage())
  const logged = new LogMetrics()
  const { app, s3 } = await buildFauxqs((fauxqs) => {
    // Before what counts: nothing is sent when a kept message is there again.
    if (dataDirectory && keepsQueue) registerKeptQueues(fauxqs, join(dataDirectory, 'sqs'), keepsQueue)
    closeGaps(fauxqs, contents, { logged, functionMetric })
    declare?.(fauxqs.app)
  })
  try {
    // Loading must not be taken for creating.
    contents.loadS3(s3)
    s3.persistence = contents
    guardFromBrowsers(app.server)
    const endpoint = await app.listen({ port: wanted, host: '127.0.0.1' })
    const port = Number(new URL(endpoint).port)
    return { endpoint, port, takeLog: (line) => logged.take(line), stop: async () => void (await app.close()) }
  } catch (error) {
    await app.close()
    throw error
  }
}
