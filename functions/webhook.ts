import middy from '@middy/core'
import { z } from 'zod'
import { readEnvironment } from '../shared/config/environment.ts'
import { loadRules } from '../shared/config/rules.ts'
import { receiveNotification } from '../shared/webhook/receive.ts'
import { logger } from './observability.ts'
import { connect } from './ports.ts'

const environment = readEnvironment()
const connecting = loadRules().then((rules) => connect(environment, rules))

const requestSchema = z.object({
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

async function receive(event: unknown): Promise<{ statusCode: number; body: string }> {
  const { headers, body, isBase64Encoded } = requestSchema.parse(event)
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
  const work = { ...(await connecting), bucket: environment.bucket }
  const answer = await receiveNotification({ headers, body: text }, environment.cloudinary.apiSecret, work)
  logger.info(`webhook: ${answer.outcome}`, { ...answer })
  return { statusCode: answer.status, body: answer.reason }
}

/** Takes Cloudinary's notifications at the function's URL. */
export const handler = middy(receive)
