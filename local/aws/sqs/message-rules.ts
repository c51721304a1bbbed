import { z } from 'zod'
import { sendSqsError } from '../answers.ts'
import { aroundSqs } from '../calls.ts'
import type { FastifyInstance } from '../fauxqs.ts'

const attributesSchema = z.object({
  MessageAttributes: z.record(z.string(), z.object({ StringValue: z.string().optional() })).optional(),
})

/** Source: Amazon SQS API Reference, SendMessage: "A message can include only XML, JSON, and unformatted text". */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Source: Amazon SQS Developer Guide, "Message attributes". */
const ATTRIBUTES_MAX = 10

/** Gap: fauxqs takes any text as the value of a message attribute, and any number. SQS refuses an empty one, and what XML 1.0 has not. */
export function registerMessageRules(app: FastifyInstance): void {
  aroundSqs(app, 'SendMessage', ({ body }, reply, next) => {
    const { MessageAttributes = {} } = attributesSchema.safeParse(body).data ?? {}
    const fault = Object.entries(MessageAttributes).find(
      ([, { StringValue = 'none' }]) => StringValue === '' || NOT_IN_XML.test(StringValue),
    )
    const count = Object.keys(MessageAttributes).length
    if (count > ATTRIBUTES_MAX) {
      const message = `Number of message attributes [${count}] exceeds the allowed maximum [${ATTRIBUTES_MAX}].`
      return sendSqsError(reply, { status: 400, code: 'InvalidParameterValue', message })
    }
    if (!fault) return next()
    const message = `The message attribute '${fault[0]}' must contain a value of valid unicode characters.`
    return sendSqsError(reply, { status: 400, code: 'InvalidParameterValue', message })
  })
}
