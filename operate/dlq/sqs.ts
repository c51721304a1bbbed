import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  OverLimit,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs'
import pMap from 'p-map'
import { queueName, readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import type { DeadLetterQueue, Letter, LetterAttribute } from './dead-letter-queue.ts'

const BATCH_ENTRIES_MAX = 10
const BATCH_BYTES_MAX = 1_048_576
const CALLS_AT_ONCE = 8
/** Any wait at all makes SQS ask all of its servers, so that an empty answer means an empty queue. */
const WAIT_SECONDS = 1

/** The dead-letter queue of a stage, in SQS. */
export function sqsDeadLetters({ sqs, queueUrl, deadLetterQueueUrl }: Stage): DeadLetterQueue {
  const QueueUrl = deadLetterQueueUrl
  return {
    name: queueName(deadLetterQueueUrl),
    async depth() {
      const { visible, inFlight, delayed } = await readQueueFacts(sqs, deadLetterQueueUrl)
      return { visible: visible + delayed, hidden: inFlight }
    },
    async receive(visibilitySeconds) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: BATCH_ENTRIES_MAX,
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      })
      const { Messages = [] } = await sqs.send(command).catch(nothingBeyondLimit)
      return Messages.map(toLetter)
    },
    makeVisible: (letters) =>
      inBatches(letters, async (batch) => {
        const Entries = batch.map(({ handle }, index) => ({
          ...idOf(index),
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        }))
        return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      }),
    resend: (letters) => sendTo(sqs, queueUrl, letters),
    deposit: (letters) => sendTo(sqs, deadLetterQueueUrl, letters),
    remove: (letters) =>
      inBatches(letters, async (batch) => {
        const Entries = batch.map(({ handle }, index) => ({ ...idOf(index), ReceiptHandle: handle }))
        return sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
      }),
  }
}

function sendTo(sqs: Stage['sqs'], QueueUrl: string, letters: readonly Letter[]): Promise<readonly Letter[]> {
  return inBatches(letters, async (batch) => {
    const Entries = batch.map(({ body, attributes }, index) => {
      return { ...idOf(index), MessageBody: body, MessageAttributes: toAttributes(attributes) }
    })
    return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  })
}

/** SQS lets 120,000 messages be hidden at once: the walk ends there, and says that it has not seen all. */
function nothingBeyondLimit(thrown: unknown): { readonly Messages: Message[] } {
  if (thrown instanceof OverLimit) return { Messages: [] }
  throw thrown
}

interface BatchAnswer {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined
}

/** Calls for a batch at a time, and resolves with the letters for which the call went well. */
async function inBatches(
  letters: readonly Letter[],
  call: (batch: readonly Letter[]) => Promise<BatchAnswer>,
): Promise<readonly Letter[]> {
  const done = await pMap(
    batchesOf(letters),
    async (batch) => {
      const { Successful = [] } = await call(batch)
      return Successful.flatMap(({ Id }) => batch[Number(Id)] ?? [])
    },
    { concurrency: CALLS_AT_ONCE },
  )
  return done.flat()
}

/** Batches as large as SQS takes them: ten messages, a mebibyte. */
export function batchesOf(letters: readonly Letter[]): Letter[][] {
  const batches: Letter[][] = []
  let bytes = 0
  for (const letter of letters) {
    const size = sizeOf(letter)
    const last = batches.at(-1)
    const fits = last !== undefined && last.length < BATCH_ENTRIES_MAX && bytes + size <= BATCH_BYTES_MAX
    if (fits) last.push(letter)
    else batches.push([letter])
    bytes = fits ? bytes + size : size
  }
  return batches
}

function sizeOf({ body, attributes }: Letter): number {
  const sizes = Object.entries(attributes).map(([name, { dataType, text = '', bytes }]) => {
    return Buffer.byteLength(name) + Buffer.byteLength(dataType) + Buffer.byteLength(text) + (bytes?.length ?? 0)
  })
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body))
}

function idOf(index: number): { Id: string } {
  return { Id: String(index) }
}

function toLetter({ MessageId, ReceiptHandle, Body, Attributes = {}, MessageAttributes = {} }: Message): Letter {
  return {
    id: MessageId ?? '',
    handle: ReceiptHandle ?? '',
    body: Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, value]) => [name, toAttribute(value)]),
    ),
    receiveCount: Number(Attributes.ApproximateReceiveCount ?? 0),
    sentMs: Number(Attributes.SentTimestamp ?? 0),
    isMoved: Attributes.DeadLetterQueueSourceArn !== undefined,
  }
}

function toAttribute({ DataType = 'String', StringValue, BinaryValue }: MessageAttributeValue): LetterAttribute {
  return {
    dataType: DataType,
    ...(StringValue !== undefined && { text: StringValue }),
    ...(BinaryValue !== undefined && { bytes: BinaryValue }),
  }
}

function toAttributes(attributes: Letter['attributes']): Record<string, MessageAttributeValue> {
  const entries = Object.entries(attributes).map(([name, { dataType, text, bytes }]) => {
    const value = bytes === undefined ? { StringValue: text } : { BinaryValue: bytes }
    return [name, { DataType: dataType, ...value }] as const
  })
  return Object.fromEntries(entries)
}
