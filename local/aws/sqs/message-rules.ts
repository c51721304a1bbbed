import { z } from 'zod'
import { sendSqsError } from '../answers.ts'
import { aroundSqs } from '../calls.ts'
import type { FastifyInstance } from '../fauxqs.ts'

const messageSchema = z.looseObject({
  MessageAttributes: z.record(z.string(), z.looseObject({ StringValue: z.string().optional() })).optional(),
})
const batchSchema = z.looseObject({ Entries: z.array(messageSchema.extend({ Id: z.string() })).min(1) })
const batchAnswerSchema = z.looseObject({ Failed: z.array(z.unknown()).default([]) })

/** Source: Amazon SQS API Reference, SendMessage: "A message can include only XML, JSON, and unformatted text". */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Source: Amazon SQS Developer Guide, "Message attributes". */
const ATTRIBUTES_MAX = 10
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i

/** What SQS refuses of a message's attributes; undefined for nothing. */
function faultOf({ MessageAttributes = {} }: z.infer<typeof messageSchema>): string | undefined {
  const attributes = Object.entries(MessageAttributes)
  if (attributes.length > ATTRIBUTES_MAX) {
    return `Number of message attributes [${attributes.length}] exceeds the allowed maximum [${ATTRIBUTES_MAX}].`
  }
  for (const [name, { StringValue = 'none' }] of attributes) {
    if (!ATTRIBUTE_NAME.test(name)) return `Invalid attribute name: ${name}`
    if (StringValue === '' || NOT_IN_XML.test(StringValue)) {
      return `The message attribute '${name}' must contain a value of valid unicode characters.`
    }
  }
  return undefined
}

/**
 * Gap: fauxqs takes any text as the name and the value of a message attribute, and any number. SQS refuses an empty value, what XML 1.0 has
 * not, and names of its own; of a batch it refuses only the messages that have them.
 */
export function registerMessageRules(app: FastifyInstance): void {
  aroundSqs(app, 'SendMessage', ({ body }, reply, next) => {
    const message = faultOf(messageSchema.safeParse(body).data ?? {})
    return message === undefined ? next() : sendSqsError(reply, { status: 400, code: 'InvalidParameterValue', message })
  })
  aroundSqs(app, 'SendMessageBatch', async (request, _reply, next) => {
    const batch = batchSchema.safeParse(request.body).data
    const failed = (batch?.Entries ?? []).flatMap((entry) => {
      const message = faultOf(entry)
      return message === undefined
        ? []
        : [{ Id: entry.Id, SenderFault: true, Code: 'InvalidParameterValue', Message: message }]
    })
    if (!batch || failed.length === 0) return next()
    const refused = new Set(failed.map(({ Id }) => Id))
    const Entries = batch.Entries.filter(({ Id }) => !refused.has(Id))
    if (Entries.length === 0) return { Successful: [], Failed: failed }
    request.body = { ...batch, Entries }
    const answer = batchAnswerSchema.parse(await next())
    return { ...answer, Failed: [...answer.Failed, ...failed] }
  })
}
