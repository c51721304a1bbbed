import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import { mirrorBatch } from '../shared/batch.ts'
import { composeMirror } from '../shared/composition/mirror.ts'
import { readEnvironment } from '../shared/config/environment.ts'
import { loadRules } from '../shared/config/rules.ts'
import { readDelivery } from '../shared/event/delivery.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import { reportHalt, reportOutcome } from '../shared/observability/report.ts'

const environment = readEnvironment()
const composing = loadRules().then((rules) => composeMirror(environment, rules))

async function work(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const services = await composing
  const deadlineMs = services.clock.nowMs() + context.getRemainingTimeInMillis()
  const result = await mirrorBatch(readDelivery(event), { ...services, settings: environment, deadlineMs })
  result.outcomes.forEach(reportOutcome)
  if (result.halted) reportHalt(result.halted)
  for (const { id, code, reason } of result.refusedMessages) logger.error('message refused', { id, code, reason })
  return { batchItemFailures: result.failedIds.map((itemIdentifier) => ({ itemIdentifier })) }
}

/** Takes a batch of the change queue and makes Cloudinary equal to the bucket for the keys in it. */
export const handler = middy(work).use(injectLambdaContext(logger)).use(logMetrics(metrics))
