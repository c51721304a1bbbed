import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { type Aws, connect, createQueue, useDirectory } from '../support.ts'

const MessageAttributes = {
  Text: { DataType: 'String', StringValue: 'ü' },
  Bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
}

describe('queues that are kept', () => {
  const directory = useDirectory()

  /** Does something with a queue of an S3 and SQS that are then stopped, or not even that. */
  async function within<Value>(name: string, use: (aws: Aws, QueueUrl: string) => Promise<Value>): Promise<Value> {
    const aws = await connect({ dataDirectory: directory(), keepsQueue: (one) => one.startsWith('kept') })
    try {
      return await use(aws, await createQueue(aws, name))
    } finally {
      await aws.stop()
    }
  }
  const send = (name: string, ...bodies: readonly string[]) =>
    within(name, async ({ sqs }, QueueUrl) => {
      for (const MessageBody of bodies)
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }))
    })
  const receive = (name: string) =>
    within(name, async ({ sqs }, QueueUrl) => {
      const all: Omit<ReceiveMessageCommandInput, 'QueueUrl'> = {
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all }))
      return Messages
    })

  it('have their messages again, as they were sent', async () => {
    const before = Date.now()
    await send('kept-a', 'one', 'two')
    const [one, two] = await receive('kept-a')
    expect([one?.Body, two?.Body]).to.deep.equal(['one', 'two'])
    expect(one?.MessageAttributes).to.deep.equal(MessageAttributes)
    expect(Number(one?.Attributes?.SentTimestamp)).to.be.within(before, Date.now())
    // Whoever had received them has not deleted them.
    expect((await receive('kept-a')).map(({ MessageId }) => MessageId)).to.deep.equal([one?.MessageId, two?.MessageId])
  })

  it('have none that was deleted or purged', async () => {
    await send('kept-b', 'one', 'two')
    await within('kept-b', async ({ sqs }, QueueUrl) => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }))
    })
    expect((await receive('kept-b')).map(({ Body }) => Body)).to.deep.equal(['two'])
    await within('kept-b', ({ sqs }, QueueUrl) => sqs.send(new PurgeQueueCommand({ QueueUrl })))
    expect(await receive('kept-b')).to.deep.equal([])
  })

  it('do without a line that was cut off, and grow no longer than what they have', async () => {
    await send('kept-c', 'one')
    const file = join(directory(), 'sqs', 'kept-c.jsonl')
    appendFileSync(file, '{"put":{"messageId":"ha')
    expect((await receive('kept-c')).map(({ Body }) => Body)).to.deep.equal(['one'])
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).to.have.length(1)
  })

  it('have none that is older than they keep it, and forget it', async () => {
    const file = join(directory(), 'sqs', 'kept-d.jsonl')
    await send('kept-d', 'old', 'young')
    // Four days are what a queue keeps messages for where nothing else is said.
    const [old = '', young = ''] = readFileSync(file, 'utf8').trimEnd().split('\n')
    const sent = (daysAgo: number) => `"sentTimestamp":${Date.now() - daysAgo * 24 * 3_600_000}`
    const written = [old, young].map((line, index) =>
      line.replace(/"sentTimestamp":\d+/, sent(index === 0 ? 4.01 : 3.99)),
    )
    writeFileSync(file, `${written.join('\n')}\n`)
    const depth = await within('kept-d', async ({ sqs }, QueueUrl) => {
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      return Attributes?.ApproximateNumberOfMessages
    })
    expect(depth).to.equal('1')
    expect((await receive('kept-d')).map(({ Body }) => Body)).to.deep.equal(['young'])
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).to.have.length(1)
  })

  it('are those that are named, and no others', async () => {
    await send('other', 'one')
    const count = await within('other', async ({ sqs }, QueueUrl) => {
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
      return Attributes?.ApproximateNumberOfMessages
    })
    expect(count).to.equal('0')
  })
})
