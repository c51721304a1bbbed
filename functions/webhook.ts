import middy from '@middy/core'
import { z } from 'zod'
import { accountSource } from '../shared/adapters/aws/secrets.ts'
import { composeStores } from '../shared/composition/stores.ts'
import { readWebhookEnvironment } from '../shared/config/environment.ts'
import { logger } from '../shared/observability/powertools.ts'
import { receiveNotification } from '../shared/webhook/receive.ts'

const environment = readWebhookEnvironment()
const dependencies = { ...composeStores(environment), bucket: environment.bucket }
const accounts = accountSource(environment)

const requestSchema = z.object({
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

async function receive(event: unknown): Promise<{ statusCode: number; body: string }> {
  const { headers, body, isBase64Encoded } = requestSchema.parse(event)
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
  const { apiSecret } = await accounts.account()
  const answer = await receiveNotification({ headers, body: text }, apiSecret, dependencies)
  logger.info(`webhook: ${answer.outcome}`, { ...answer })
  return { statusCode: answer.status, body: answer.reason }
}

/** Takes Cloudinary's notifications at the function's URL. */
export const handler = middy(receive)
