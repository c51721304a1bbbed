import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import * as z from 'zod'
import { composeWebhook } from '../shared/composition/webhook.ts'
import { readWebhookEnvironment } from '../shared/config/environment.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import { receiveNotification } from '../shared/webhook/receive.ts'

const dependencies = composeWebhook(readWebhookEnvironment())

const requestSchema = z.object({
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
})

async function receive(event: unknown): Promise<{ statusCode: number; body: string }> {
  const { requestContext, headers, body, isBase64Encoded } = requestSchema.parse(event)
  const request = { method: requestContext.http.method, headers, body, isBase64Encoded }
  const answer = await receiveNotification(request, dependencies)
  const level = answer.outcome === 'unreadable' ? 'error' : 'info'
  logger[level](`webhook: ${answer.outcome}`, { ...answer })
  if (answer.outcome === 'rejected') metrics.addMetric(metricNames.webhookRejected, MetricUnit.Count, 1)
  return { statusCode: answer.status, body: answer.reason }
}

/** Takes Cloudinary's notifications at the function's URL. */
export const handler = middy(receive).use(logMetrics(metrics))
