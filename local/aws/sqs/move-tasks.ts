import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { systemClock } from '../../../shared/adapters/clock.ts'
import { type AwsError, sendJson, sendSqsError } from '../answers.ts'
import { aroundSqs } from '../calls.ts'
import type { FastifyReply, Fauxqs } from '../fauxqs.ts'
import type { DeadLetters } from './dead-letters.ts'
import { MoveTask } from './move-task.ts'

const startSchema = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.number().int().min(1).max(500).optional(),
})

const listSchema = z.object({ SourceArn: z.string(), MaxResults: z.number().int().min(1).max(10).default(1) })

const cancelSchema = z.object({ TaskHandle: z.string() })

function error(code: string, message: string): AwsError {
  return { status: 400, code, message }
}

function noSuchResource(parameter: string): AwsError {
  return error(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  )
}

const alreadyRunning = error(
  'UnsupportedOperation',
  'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
)

/** Gap: fauxqs has no message move tasks, which bring dead letters back. */
export class MoveTasks {
  readonly #fauxqs: Fauxqs
  readonly #deadLetters: DeadLetters
  #tasks: MoveTask[] = []

  constructor(fauxqs: Fauxqs, deadLetters: DeadLetters) {
    this.#fauxqs = fauxqs
    this.#deadLetters = deadLetters
  }

  register(): void {
    this.#fauxqs.app.addHook('preClose', (done) => {
      for (const task of this.#tasks) task.cancel()
      done()
    })
    this.#on('StartMessageMoveTask', startSchema, (input, reply) => this.#start(input, reply))
    this.#on('ListMessageMoveTasks', listSchema, (input, reply) => this.#list(input, reply))
    this.#on('CancelMessageMoveTask', cancelSchema, (input, reply) => this.#cancel(input, reply))
  }

  #on<Input>(action: string, schema: z.ZodType<Input>, answer: (input: Input, reply: FastifyReply) => void): void {
    aroundSqs(this.#fauxqs.app, action, ({ body }, reply) => {
      const parsed = schema.safeParse(body)
      if (parsed.success) return answer(parsed.data, reply)
      return sendSqsError(reply, error('InvalidParameterValue', z.prettifyError(parsed.error)))
    })
  }

  #refusal({ SourceArn, DestinationArn }: z.infer<typeof startSchema>): AwsError | undefined {
    const { sqs } = this.#fauxqs
    if (!sqs.getQueueByArn(SourceArn)) return noSuchResource('SourceArn')
    if (DestinationArn && !sqs.getQueueByArn(DestinationArn)) return noSuchResource('DestinationArn')
    if (this.#deadLetters.sourceQueuesOf(SourceArn).length === 0) {
      return error('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.')
    }
    return this.#tasks.some((task) => task.isRunning && task.sourceArn === SourceArn) ? alreadyRunning : undefined
  }

  #start(input: z.infer<typeof startSchema>, reply: FastifyReply): void {
    const refusal = this.#refusal(input)
    const source = this.#fauxqs.sqs.getQueueByArn(input.SourceArn)
    if (refusal || !source) {
      sendSqsError(reply, refusal ?? noSuchResource('SourceArn'))
      return
    }
    const handle = Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString('base64')
    const task = new MoveTask(
      { handle, source, destinationArn: input.DestinationArn, perSecond: input.MaxNumberOfMessagesPerSecond },
      { fauxqs: this.#fauxqs, deadLetters: this.#deadLetters, startedMs: systemClock.nowMs() },
    )
    this.#tasks = [task, ...this.#tasks].slice(0, 1000)
    task.run()
    sendJson(reply, { TaskHandle: handle })
  }

  #list({ SourceArn, MaxResults }: z.infer<typeof listSchema>, reply: FastifyReply): void {
    if (!this.#fauxqs.sqs.getQueueByArn(SourceArn)) {
      sendSqsError(reply, noSuchResource('SourceArn'))
      return
    }
    const tasks = this.#tasks.filter((task) => task.sourceArn === SourceArn).slice(0, MaxResults)
    sendJson(reply, { Results: tasks.map((task) => task.describe()) })
  }

  #cancel({ TaskHandle }: z.infer<typeof cancelSchema>, reply: FastifyReply): void {
    const task = this.#tasks.find(({ handle }) => handle === TaskHandle)
    if (!task) {
      sendSqsError(reply, error('ResourceNotFoundException', 'Task does not exist.'))
    } else if (!task.isRunning) {
      sendSqsError(reply, error('UnsupportedOperation', 'Only active tasks can be cancelled.'))
    } else {
      sendJson(reply, { ApproximateNumberOfMessagesMoved: task.cancel() })
    }
  }
}
