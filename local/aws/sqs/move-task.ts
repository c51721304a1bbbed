import type { Fauxqs, SqsMessage, SqsQueue } from '../fauxqs.ts'
import type { DeadLetters } from './dead-letters.ts'

/** What a task moves. */
export interface MoveOrder {
  readonly handle: string
  readonly source: SqsQueue
  /** Without it each message goes back to the queue that it came from. */
  readonly destinationArn: string | undefined
  readonly perSecond: number | undefined
}

interface Surroundings {
  readonly fauxqs: Fauxqs
  readonly deadLetters: DeadLetters
  readonly startedMs: number
}

const perSecondDefault = 500

/** Moves the messages of a dead-letter queue at a given rate, each to its source or all to one queue. */
export class MoveTask {
  readonly #order: MoveOrder
  readonly #surroundings: Surroundings
  readonly #toMove: number
  #moved = 0
  #status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' = 'RUNNING'
  #failureReason: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(order: MoveOrder, surroundings: Surroundings) {
    this.#order = order
    this.#surroundings = surroundings
    this.#toMove = Number(order.source.getAttribute('ApproximateNumberOfMessages'))
  }

  get handle(): string {
    return this.#order.handle
  }

  get sourceArn(): string {
    return this.#order.source.arn
  }

  get isRunning(): boolean {
    return this.#status === 'RUNNING'
  }

  run(): void {
    const perSecond = this.#order.perSecond ?? perSecondDefault
    const atOnce = Math.max(1, Math.floor(perSecond / 10))
    for (let count = 0; count < atOnce && this.isRunning; count += 1) this.#moveOne()
    if (this.isRunning) this.#timer = setTimeout(() => this.run(), (1000 * atOnce) / perSecond)
  }

  /** Stops, and returns how many messages were moved; those stay where they are. */
  cancel(): number {
    clearTimeout(this.#timer)
    if (this.isRunning) this.#status = 'CANCELLED'
    return this.#moved
  }

  describe(): object {
    return {
      ...(this.isRunning && { TaskHandle: this.handle }),
      Status: this.#status,
      SourceArn: this.sourceArn,
      DestinationArn: this.#order.destinationArn,
      MaxNumberOfMessagesPerSecond: this.#order.perSecond,
      ApproximateNumberOfMessagesMoved: this.#moved,
      ApproximateNumberOfMessagesToMove: this.#toMove,
      FailureReason: this.#failureReason,
      StartedTimestamp: this.#surroundings.startedMs,
    }
  }

  #moveOne(): void {
    const { source } = this.#order
    const [received] = source.dequeue(1)
    const message = received && source.inflightMessages.get(received.ReceiptHandle)?.message
    if (!message) {
      this.#status = 'COMPLETED'
      return
    }
    const destination = this.#destinationOf(message)
    if (!destination) {
      source.changeVisibility(received.ReceiptHandle, 0)
      return
    }
    this.#send(message, destination)
    source.deleteMessage(received.ReceiptHandle)
    this.#moved += 1
  }

  // SQS knows the source only of what a redrive policy has moved; it gives up at a message that was sent here.
  #destinationOf(message: SqsMessage): SqsQueue | undefined {
    const { fauxqs, deadLetters } = this.#surroundings
    const arn = this.#order.destinationArn ?? deadLetters.sourceOf(message)
    const queue = arn === undefined ? undefined : fauxqs.sqs.getQueueByArn(arn)
    if (queue) return queue
    this.#status = 'FAILED'
    this.#failureReason =
      arn === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue'
    return undefined
  }

  #send({ body, messageAttributes, messageGroupId, messageDeduplicationId }: SqsMessage, queue: SqsQueue): void {
    const { createMessage } = this.#surroundings.fauxqs
    const message = createMessage(body, messageAttributes, undefined, messageGroupId, messageDeduplicationId)
    if (queue.isFifo()) message.sequenceNumber = queue.nextSequenceNumber()
    queue.enqueue(message)
  }
}
