import { randomUUID } from 'node:crypto'
import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { doneIds } from './batch-response.ts'
import type { LocalFunction } from './sandbox.ts'

/** The configuration of an event source mapping, as in serverless.yml. */
export interface EventSourceMapping {
  readonly queueUrl: string
  readonly queueArn: string
  readonly region: string
  readonly batchSize: number
  readonly maximumConcurrency: number
  readonly reportsBatchItemFailures: boolean
}

const RECEIVE_MESSAGES_MAX = 10
const WAIT_SECONDS = 20
const RETRY_MS = 200
/** Lambda's event source mapping: takes batches from the queue, invokes the function, deletes the messages that it has processed. */
export class Poller {
  readonly #sqs: SQSClient
  readonly mapping: EventSourceMapping
  readonly #target: LocalFunction
  readonly #report: (error: string) => void
  readonly #stopping = new AbortController()
  readonly #running = new Set<Promise<unknown>>()
  readonly #deleting = new Set<Promise<void>>()
  #polling: Promise<void> = Promise.resolve()
  /** Ends the wait for messages when the mapping is disabled; undefined while it is. */
  #enabled: AbortController | undefined = new AbortController()
  #resume: () => void = () => undefined

  constructor(sqs: SQSClient, mapping: EventSourceMapping, target: LocalFunction, report: (error: string) => void) {
    this.#sqs = sqs
    this.mapping = mapping
    this.#target = target
    this.#report = report
  }

  start(): void {
    this.#polling = this.#poll()
  }

  get functionName(): string {
    return this.#target.name
  }

  get isEnabled(): boolean {
    return this.#enabled !== undefined
  }

  get running(): number {
    return this.#running.size
  }

  /** Starts or stops taking messages; invocations in progress continue. */
  enable(isEnabled: boolean): void {
    if (isEnabled === this.isEnabled) return
    this.#enabled?.abort()
    this.#enabled = isEnabled ? new AbortController() : undefined
    this.#resume()
  }

  /** Takes nothing more, and waits for the invocations in progress. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#resume()
    await this.#polling
    await Promise.all(this.#running)
    await Promise.all(this.#deleting)
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#running.size >= this.mapping.maximumConcurrency) {
        await Promise.race(this.#running)
        continue
      }
      if (!this.#enabled) {
        await new Promise<void>((resolve) => {
          this.#resume = resolve
        })
        continue
      }
      const messages = await this.#receive(AbortSignal.any([this.#stopping.signal, this.#enabled.signal]))
      if (messages.length === 0) continue
      this.#process(messages)
    }
  }

  /** Invokes the function. It may be invoked again while what it has processed is still being deleted. */
  #process(messages: readonly Message[]): void {
    const running = this.#invoke(messages).finally(() => this.#running.delete(running))
    this.#running.add(running)
    const deleting = running.then((done) => this.#delete(done)).finally(() => this.#deleting.delete(deleting))
    this.#deleting.add(deleting)
  }

  async #receive(abortSignal: AbortSignal): Promise<readonly Message[]> {
    const { queueUrl, batchSize } = this.mapping
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(batchSize, RECEIVE_MESSAGES_MAX),
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    try {
      return (await this.#sqs.send(command, { abortSignal })).Messages ?? []
    } catch (thrown) {
      if (abortSignal.aborted) return []
      this.#report(`the queue did not answer: ${String(thrown)}`)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      return []
    }
  }

  /** Resolves with the messages that the function has processed. */
  async #invoke(messages: readonly Message[]): Promise<readonly Message[]> {
    const event = { Records: messages.map((message) => toRecord(message, this.mapping)) }
    const invocation = await this.#target.invoke(event, randomUUID())
    if (invocation.status === 'failed') this.#report(invocation.reason)
    const ids = messages.map(({ MessageId = '' }) => MessageId)
    const done = new Set(doneIds(ids, invocation, this.mapping.reportsBatchItemFailures))
    return messages.filter(({ MessageId = '' }) => done.has(MessageId))
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    try {
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.mapping.queueUrl, Entries }))
    } catch (thrown) {
      this.#report(`the queue did not delete: ${String(thrown)}`)
    }
  }
}

/** A message as Lambda passes it to a function. Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS". */
function toRecord(message: Message, { queueArn, region }: EventSourceMapping): object {
  const attributes = Object.entries(message.MessageAttributes ?? {})
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes.map(([name, value]) => [name, toAttribute(value)])),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  }
}

function toAttribute(value: MessageAttributeValue): object {
  const { DataType, StringValue, BinaryValue } = value
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  }
}
