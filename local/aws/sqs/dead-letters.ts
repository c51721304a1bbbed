import { z } from 'zod'
import { sendJson } from '../answers.ts'
import { aroundSqs } from '../calls.ts'
import type { Fauxqs, SqsMessage, SqsQueue } from '../fauxqs.ts'

const toQueueSchema = z.looseObject({ QueueUrl: z.string() })

const redrivePolicySchema = z.looseObject({ deadLetterTargetArn: z.string() })

function deadLetterArnOf(queue: SqsQueue): string | undefined {
  try {
    return redrivePolicySchema.parse(JSON.parse(queue.getAttribute('RedrivePolicy') ?? '')).deadLetterTargetArn
  } catch {
    return undefined
  }
}

/** Gap: fauxqs forgets which queue a dead letter came from, and cannot list the queues that send theirs to one. */
export class DeadLetters {
  readonly #fauxqs: Fauxqs
  readonly #sources = new WeakMap<SqsMessage, string>()

  constructor(fauxqs: Fauxqs) {
    this.#fauxqs = fauxqs
  }

  /** The ARN of the queue whose redrive policy moved the message here; undefined if it was sent here. */
  sourceOf(message: SqsMessage): string | undefined {
    return this.#sources.get(message)
  }

  sourceQueuesOf(deadLetterArn: string): SqsQueue[] {
    return [...this.#fauxqs.sqs.allQueues()].filter((queue) => deadLetterArnOf(queue) === deadLetterArn)
  }

  register(): void {
    const { app, sqs } = this.#fauxqs
    const queueOf = (body: unknown) => {
      const parsed = toQueueSchema.safeParse(body)
      return parsed.success ? sqs.getQueue(parsed.data.QueueUrl) : undefined
    }
    aroundSqs(app, 'ReceiveMessage', (request, _reply, next) => {
      const queue = queueOf(request.body)
      return queue ? this.#noteMoves(queue, next) : next()
    })
    aroundSqs(app, 'ListDeadLetterSourceQueues', (request, reply, next) => {
      const queue = queueOf(request.body)
      // fauxqs knows neither this action nor a reason to look for the queue: any other one gives the right error.
      if (!queue) {
        request.headers['x-amz-target'] = 'AmazonSQS.GetQueueAttributes'
        return next()
      }
      return sendJson(reply, { queueUrls: this.sourceQueuesOf(queue.arn).map(({ url }) => url) })
    })
  }

  // Messages are moved while a receive takes its own, before the handler returns.
  #noteMoves(queue: SqsQueue, receive: () => unknown): unknown {
    const deadLetterQueue = this.#fauxqs.sqs.getQueueByArn(deadLetterArnOf(queue) ?? '')
    if (!deadLetterQueue) return receive()
    const before = deadLetterQueue.messages.length
    const answer = receive()
    for (const message of deadLetterQueue.messages.slice(before)) this.#sources.set(message, queue.arn)
    return answer
  }
}
