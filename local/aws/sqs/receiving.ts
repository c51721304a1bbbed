import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { aroundSqs } from '../calls.ts'
import type { FastifyReply, FastifyRequest, Fauxqs, SqsQueue } from '../fauxqs.ts'
import type { DeadLetters } from './dead-letters.ts'

const names = z.array(z.string()).default([])

const requestSchema = z.looseObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.number().int().min(1).max(10).optional(),
  WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
})

type ReceiveRequest = z.infer<typeof requestSchema>

const messageSchema = z.looseObject({
  ReceiptHandle: z.string(),
  MessageAttributes: z.unknown().optional(),
  MD5OfMessageAttributes: z.unknown().optional(),
  Attributes: z.record(z.string(), z.string()).optional(),
})

const answerSchema = z.looseObject({ Messages: z.array(messageSchema).optional() })

type Received = z.infer<typeof messageSchema>

/**
 * Gap: a poll of fauxqs whose client has disconnected still takes the next message. Here the wait ends with the client, and
 * messages whose answer could not be written are visible again at once.
 */
export class Receiving {
  readonly #fauxqs: Fauxqs
  readonly #deadLetters: DeadLetters
  #closing = false

  constructor(fauxqs: Fauxqs, deadLetters: DeadLetters) {
    this.#fauxqs = fauxqs
    this.#deadLetters = deadLetters
  }

  register(): void {
    const { app, sqs } = this.#fauxqs
    app.addHook('preClose', (done) => {
      this.#closing = true
      done()
    })
    aroundSqs(app, 'ReceiveMessage', (request, reply, next) => {
      const parsed = requestSchema.safeParse(request.body)
      const queue = parsed.success ? sqs.getQueue(parsed.data.QueueUrl) : undefined
      // fauxqs answers with the error.
      if (!parsed.success || !queue) return next()
      return this.#receive(queue, { request, reply, wanted: parsed.data, take: next })
    })
  }

  async #receive(queue: SqsQueue, poll: Poll): Promise<unknown> {
    const waitSeconds = poll.wanted.WaitTimeSeconds ?? Number(queue.getAttribute('ReceiveMessageWaitTimeSeconds'))
    const deadlineMs = systemClock.nowMs() + waitSeconds * 1000
    poll.request.body = { ...poll.wanted, WaitTimeSeconds: 0 }
    const gone = new Promise<void>((resolve) => poll.reply.raw.once('close', resolve))
    for (;;) {
      await connectionEvents()
      if (isGone(poll.reply)) return {}
      const answer = answerSchema.parse(await poll.take())
      if (answer.Messages) return this.#hand(queue, answer.Messages, poll)
      const remainingMs = deadlineMs - systemClock.nowMs()
      if (remainingMs <= 0 || this.#closing || poll.reply.statusCode >= 400) return answer
      await Promise.race([queue.waitForMessages(remainingMs / 1000), gone])
    }
  }

  #hand(queue: SqsQueue, messages: readonly Received[], { reply, wanted }: Poll): object {
    const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle)
    const makeVisible = () => {
      for (const handle of handles) queue.changeVisibility(handle, 0)
    }
    if (isGone(reply)) makeVisible()
    else {
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) makeVisible()
      })
    }
    return { Messages: messages.map((message) => this.#withWantedAttributes(queue, message, wanted)) }
  }

  // fauxqs returns attributes that were not asked for, which would hide that a caller forgot to ask.
  #withWantedAttributes(queue: SqsQueue, received: Received, wanted: ReceiveRequest): Received {
    const { MessageAttributes, MD5OfMessageAttributes, ...message } = received
    if (wanted.MessageAttributeNames.length > 0) Object.assign(message, { MessageAttributes, MD5OfMessageAttributes })
    const system = [...wanted.AttributeNames, ...wanted.MessageSystemAttributeNames]
    const entry = queue.inflightMessages.get(message.ReceiptHandle)
    const source = entry && this.#deadLetters.sourceOf(entry.message)
    if (source && system.some((name) => name === 'All' || name === 'DeadLetterQueueSourceArn')) {
      message.Attributes = { ...message.Attributes, DeadLetterQueueSourceArn: source }
    }
    return message
  }
}

interface Poll {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly wanted: ReceiveRequest
  readonly take: () => unknown
}

function isGone({ raw, request }: FastifyReply): boolean {
  return raw.destroyed || raw.closed || request.raw.socket.readableEnded
}

// The end of a connection that the system has already received is seen at the next look at the sockets, which is between two
// immediates. Without it a poll takes a message for a client that disconnected before the message came.
async function connectionEvents(): Promise<void> {
  await setImmediate()
  await setImmediate()
}
