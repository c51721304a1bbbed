import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { answeredWithin } from '../shared/adapters/aws/patience.ts'
import { s3Observer } from '../shared/adapters/aws/s3.ts'
import { detectType } from '../shared/adapters/aws/s3-content.ts'
import { s3Listing } from '../shared/adapters/aws/s3-listing.ts'
import { queueDepth } from '../shared/adapters/aws/sqs.ts'
import { composeStores } from '../shared/composition/stores.ts'
import { readSweepEnvironment } from '../shared/config/environment.ts'
import { loadRules } from '../shared/config/rules.ts'
import { limits } from '../shared/model/limits.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import { type ScheduledResult, sweepScheduled } from '../shared/sweep/scheduled.ts'
import type { SweptPage } from '../shared/sweep/sweep.ts'

const environment = readSweepEnvironment()
const { bucket, settleMs, forcePathStyle } = environment
const { ledger, owners, queue, clock, cursor, noteMirrored } = composeStores(environment)
const depth = queueDepth(new SQSClient(answeredWithin(limits.answerTimeoutMs)), environment.queueUrl)
// A page is asked for twice at most: what is left of the invocation's time then ends it in order.
const listing = new S3Client({ forcePathStyle, maxAttempts: 2, ...answeredWithin(limits.listingTimeoutMs) })
const looking = new S3Client({ forcePathStyle, ...answeredWithin(limits.answerTimeoutMs) })
const stores = { bucket, ledger, owners, queue, clock, cursor, noteMirrored, settings: { bucket, settleMs } }
const loading = loadRules()

/** What the daily schedule sends; the hourly one, the breaker and the local stack say nothing. */
const eventSchema = z.object({ metadata: z.boolean().default(false) })

/** What is kept of an invocation's time for its last page, should S3 say nothing. */
const CLOSING_TIME_MS = 2 * limits.listingTimeoutMs + 10_000

async function run(event: unknown, context: Context): Promise<ScheduledResult> {
  const { metadata: begins } = eventSchema.parse(event ?? {})
  const rules = await loading
  const source = {
    ...s3Listing(listing, bucket),
    ...s3Observer(looking, bucket, (key) => rules.needsOf(key), detectType),
  }
  const startMs = clock.nowMs()
  const timeMs = context.getRemainingTimeInMillis() - CLOSING_TIME_MS
  // The rest is for the next call, when the workers have kept up.
  const mayGoOn = async (part: number) =>
    clock.nowMs() < startMs + part * timeMs && (await depth()) <= limits.sweepQueueMax
  const work = { ...stores, source, rules, mayGoOn, onPage: reportUnreadable, adopts: false }
  const result = await sweepScheduled(work, { begins })
  logger.info('sweep', { ...result })
  metrics.addMetric(
    metricNames.sweepDifferences,
    MetricUnit.Count,
    result.differences + (result.closer?.differences ?? 0),
  )
  return result
}

/** Names the keys that were left out: someone has to look at their rows. */
function reportUnreadable({ unreadable }: SweptPage): void {
  if (unreadable.length > 0) logger.warn('entries of the ledger cannot be read', { keys: unreadable })
}

/** Compares the bucket with the ledger and queues a change for each difference. */
export const handler = middy(run).use(logMetrics(metrics))
