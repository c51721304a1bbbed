import { request as httpRequest } from 'node:http'
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { eventually } from '../../../support/eventually.ts'
import { waitMsMax } from '../../limits.ts'
import { arnOf, createQueue, errorOf, useAws } from '../support.ts'

describe('queues of the local SQS', () => {
  const aws = useAws()
  let queueUrl = ''
  let count = 0

  beforeEach(async () => {
    count += 1
    queueUrl = await createQueue(aws(), `queue-${count}`)
  })

  const send = (MessageBody: string) => aws().sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))

  const receive = (options: Partial<ReceiveMessageCommandInput> = {}, abortSignal?: AbortSignal) =>
    aws().sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, ...options }), abortSignal ? { abortSignal } : {})

  const countOf = async (name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible') => {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [name] })
    const { Attributes } = await aws().sqs.send(command)
    return Number(Attributes?.[name])
  }

  const untilCount = (name: Parameters<typeof countOf>[0], expected: number) =>
    eventually(`the depth of ${name}`, async () => expect(await countOf(name), name).to.equal(expected), waitMsMax)

  it('has URLs under its endpoint, in every region', async () => {
    expect(queueUrl).to.equal(`${aws().endpoint}/000000000000/queue-${count}`)
    const credentials = { accessKeyId: 'other', secretAccessKey: 'other' }
    const elsewhere = new SQSClient({ endpoint: aws().endpoint, region: 'eu-central-1', credentials })
    const answer = await elsewhere.send(new GetQueueUrlCommand({ QueueName: `queue-${count}` }))
    elsewhere.destroy()
    expect(answer.QueueUrl).to.equal(queueUrl)
  })

  it('takes ten attributes of a message, and no more', async () => {
    const attributes = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`name${index}`, { DataType: 'String', StringValue: 'v' }]),
      )
    const sendWith = (count: number) =>
      aws().sqs.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x', MessageAttributes: attributes(count) }),
      )
    await sendWith(10)
    expect(await errorOf(sendWith(11))).to.include({ name: 'InvalidParameterValue' })
  })

  it('refuses of a batch what it refuses alone, and takes the rest', async () => {
    const entry = (Id: string, name: string, StringValue: string) => {
      return { Id, MessageBody: Id, MessageAttributes: { [name]: { DataType: 'String', StringValue } } }
    }
    const Entries = [entry('good', 'reason', 'why'), entry('empty', 'reason', ''), entry('own', 'AWS.reason', 'why')]
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })
    const { Successful = [], Failed = [] } = await aws().sqs.send(command)
    expect(Successful.map(({ Id }) => Id)).to.deep.equal(['good'])
    expect(Failed.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).to.deep.equal([
      ['empty', 'InvalidParameterValue', true],
      ['own', 'InvalidParameterValue', true],
    ])
    const { Messages = [] } = await receive({ MaxNumberOfMessages: 10 })
    expect(Messages.map(({ Body }) => Body)).to.deep.equal(['good'])
  })

  it('loses no message to a poll that was aborted', async () => {
    for (let round = 0; round < 30; round += 1) {
      const controller = new AbortController()
      const polls = [1, 2, 3].map(() => errorOf(receive({ WaitTimeSeconds: 20 }, controller.signal)))
      // Sometimes the polls have arrived, sometimes they are on their way.
      if (round % 2 === 0) await countOf('ApproximateNumberOfMessages')
      controller.abort()
      await Promise.all(polls)
      await send(`message ${round}`)
      const { Messages } = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
      const received = Messages?.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])
      expect(received).to.deep.equal([[`message ${round}`, '1']])
    }
  })

  it('makes a message visible again when its answer cannot be written', async () => {
    // More than the buffers of a connection hold, so that a client that does not read keeps it from being written.
    const length = 1_000_000
    for (let index = 0; index < 10; index += 1) await send('x'.repeat(length))
    const { port } = aws()
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' }
    const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', headers })
    request.on('error', () => {})
    request.on('response', (response) => response.pause())
    request.end(JSON.stringify({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }))
    await untilCount('ApproximateNumberOfMessagesNotVisible', 10)
    request.destroy()
    await untilCount('ApproximateNumberOfMessages', 10)
  })

  it('ends a poll with a message that came in the meantime, or with nothing', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 })
    await send('early')
    expect((await waiting).Messages?.[0]?.Body).to.equal('early')
    expect((await receive({ WaitTimeSeconds: 1 })).Messages).to.equal(undefined)
  })

  it('continues to wait when another poll was faster', async () => {
    const polls = [receive({ WaitTimeSeconds: 20 }), receive({ WaitTimeSeconds: 20 })]
    await send('one')
    await Promise.race(polls)
    await send('two')
    const bodies = (await Promise.all(polls)).map(({ Messages }) => Messages?.[0]?.Body)
    expect(bodies.sort()).to.deep.equal(['one', 'two'])
  })

  it('ends a poll with an error when the parameters are wrong', async () => {
    const tooMany = await errorOf(receive({ MaxNumberOfMessages: 11, WaitTimeSeconds: 20 }))
    expect(tooMany.message).to.contain('MaxNumberOfMessages')
    const missing = await errorOf(receive({ QueueUrl: `${aws().endpoint}/000000000000/none`, WaitTimeSeconds: 20 }))
    expect(missing.name).to.equal('QueueDoesNotExist')
  })

  it('makes a message visible again at once by a visibility timeout of 0', async () => {
    await send('again')
    const { Messages } = await receive({ VisibilityTimeout: 600 })
    expect((await receive()).Messages).to.equal(undefined)
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle
    await aws().sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    )
    const again = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(again.Messages?.[0]?.Body).to.equal('again')
    expect(again.Messages?.[0]?.Attributes).to.deep.equal({ ApproximateReceiveCount: '2' })
  })

  it('counts a message whose visibility timeout has ended as available', async () => {
    await send('counted')
    const { Messages } = await receive({ VisibilityTimeout: 600 })
    expect(await countOf('ApproximateNumberOfMessagesNotVisible')).to.equal(1)
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle
    await aws().sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 1 }),
    )
    await untilCount('ApproximateNumberOfMessages', 1)
    expect(await countOf('ApproximateNumberOfMessagesNotVisible')).to.equal(0)
  })

  it('returns message attributes only where they are asked for', async () => {
    const MessageAttributes = { reason: { DataType: 'String', StringValue: 'because' } }
    await aws().sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'body', MessageAttributes }))
    const plain = await receive({ VisibilityTimeout: 0 })
    expect(plain.Messages?.[0]).not.to.have.property('MessageAttributes')
    const asked = await receive({ MessageAttributeNames: ['All'] })
    expect(asked.Messages?.[0]?.MessageAttributes).to.deep.equal(MessageAttributes)
  })

  it('says which queue a dead letter came from', async () => {
    const deadLetterTargetArn = arnOf(`queue-${count}`)
    const source = await createQueue(aws(), `source-${count}`, {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
    })
    await aws().sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: 'poison' }))
    await receive({ QueueUrl: source, VisibilityTimeout: 0 })
    expect((await receive({ QueueUrl: source })).Messages).to.equal(undefined)
    const { Messages } = await receive({ MessageSystemAttributeNames: ['All'] })
    expect(Messages?.[0]?.Attributes).to.include({ DeadLetterQueueSourceArn: arnOf(`source-${count}`) })
  })
})
