import { z } from 'zod'
import { aroundSqs } from './calls.ts'
import type { Fauxqs } from './fauxqs.ts'

const toQueueSchema = z.looseObject({ QueueUrl: z.string() })

/** Gap: a message whose visibility timeout or delay has ended counts as unavailable until somebody polls. */
export function registerQueueCounts({ app, sqs }: Fauxqs): void {
  aroundSqs(app, 'GetQueueAttributes', (request, _reply, next) => {
    const parsed = toQueueSchema.safeParse(request.body)
    if (parsed.success) sqs.getQueue(parsed.data.QueueUrl)?.processTimers()
    return next()
  })
}
