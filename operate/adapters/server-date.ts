import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'

const responseSchema = z.object({ headers: z.object({ date: z.string() }) })

/** What time it is by AWS: the date of an answer, in Unix milliseconds; undefined where it has none. */
export async function readServerDateMs(sqs: SQSClient, QueueUrl: string): Promise<number | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  let date = ''
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      date = responseSchema.safeParse(result.response).data?.headers.date ?? ''
      return result
    },
    { step: 'deserialize' },
  )
  await sqs.send(command)
  const dateMs = Date.parse(date)
  return Number.isNaN(dateMs) ? undefined : dateMs
}
