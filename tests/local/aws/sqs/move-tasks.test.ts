import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { eventually } from '../../../support/eventually.ts'
import { waitMsMax } from '../../limits.ts'
import { arnOf, createQueue, errorOf, takeBodies, useAws } from '../support.ts'

describe('message move tasks of the local SQS', () => {
  const aws = useAws()
  let count = 0
  let names = { source: '', dead: '', other: '' }
  let urls = names

  beforeEach(async () => {
    count += 1
    names = { source: `source-${count}`, dead: `dead-${count}`, other: `other-${count}` }
    const dead = await createQueue(aws(), names.dead)
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf(names.dead), maxReceiveCount: 1 })
    urls = {
      dead,
      source: await createQueue(aws(), names.source, { RedrivePolicy }),
      other: await createQueue(aws(), names.other),
    }
  })

  const send = (QueueUrl: string, MessageBody: string) => {
    const MessageAttributes = { reason: { DataType: 'String', StringValue: `of ${MessageBody}` } }
    return aws().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }))
  }

  const receive = (QueueUrl: string, VisibilityTimeout = 30) =>
    aws().sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    )

  // The second receive finds that a message has been received once too often.
  async function die(bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await send(urls.source, body)
    await receive(urls.source, 0)
    await receive(urls.source, 0)
  }

  const start = (
    options: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number; SourceArn?: string } = {},
  ) => aws().sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(names.dead), ...options }))

  const list = async () => {
    const command = new ListMessageMoveTasksCommand({ SourceArn: arnOf(names.dead), MaxResults: 10 })
    return (await aws().sqs.send(command)).Results ?? []
  }

  const countsOf = async (QueueUrl: string) => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
    const { Attributes = {} } = await aws().sqs.send(command)
    return [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesNotVisible]
  }

  const untilEnded = () =>
    eventually(
      'the end of the task',
      async () => expect((await list())[0]?.Status, 'status of the task').not.to.equal('RUNNING'),
      waitMsMax,
    )

  it('brings dead letters back to their queue, as new messages with body and attributes', async () => {
    await die(['poison'])
    const dead = await receive(urls.dead, 0)
    await start()
    await untilEnded()
    const [message] = (await receive(urls.source)).Messages ?? []
    expect(message?.Body).to.equal('poison')
    expect(message?.MessageAttributes).to.deep.equal({ reason: { DataType: 'String', StringValue: 'of poison' } })
    expect(message?.Attributes).to.include({ ApproximateReceiveCount: '1' })
    expect(message?.MessageId).not.to.equal(dead.Messages?.[0]?.MessageId)
    expect(await countsOf(urls.dead)).to.deep.equal(['0', '0'])
    const [task] = await list()
    expect(task).to.include({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1, SourceArn: arnOf(names.dead) })
    expect(task).not.to.have.property('TaskHandle')
  })

  it('moves more messages than it takes at once', async () => {
    const bodies = Array.from({ length: 120 }, (_, index) => `message ${index}`)
    await Promise.all(bodies.map((body) => send(urls.dead, body)))
    await start({ DestinationArn: arnOf(names.other) })
    await untilEnded()
    expect((await takeBodies(aws(), urls.other)).sort()).to.deep.equal([...bodies].sort())
  })

  it('fails at a message that was sent to the dead-letter queue directly, unless it has a destination', async () => {
    await send(urls.dead, 'sent here')
    await start()
    await untilEnded()
    expect((await list())[0]).to.include({ Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' })
    await start({ DestinationArn: arnOf(names.source) })
    await untilEnded()
    expect(await takeBodies(aws(), urls.source)).to.deep.equal(['sent here'])
    expect((await list()).map(({ Status }) => Status)).to.deep.equal(['COMPLETED', 'FAILED'])
  })

  it('runs one task at a time, until it is cancelled', async () => {
    const count = 100
    for (let index = 0; index < count; index += 1) await send(urls.dead, `message ${index}`)
    const slow = { DestinationArn: arnOf(names.source), MaxNumberOfMessagesPerSecond: 1 }
    const { TaskHandle } = await start(slow)
    expect((await errorOf(start(slow))).message).to.contain('There is already a task running')
    expect((await list())[0]).to.include({ Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesToMove: count })
    const cancelled = await aws().sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
    const moved = cancelled.ApproximateNumberOfMessagesMoved ?? 0
    expect(moved).to.be.within(1, count - 1)
    expect((await list())[0]).to.include({ Status: 'CANCELLED' })
    expect(await takeBodies(aws(), urls.source)).to.have.lengthOf(moved)
    expect(await takeBodies(aws(), urls.dead)).to.have.lengthOf(count - moved)
    const again = await errorOf(aws().sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })))
    expect(again.message).to.contain('Only active tasks')
  })

  it('refuses queues that do not exist or have no dead letters', async () => {
    const cases = [
      [() => start({ SourceArn: arnOf('none') }), 'ResourceNotFoundException'],
      [() => start({ DestinationArn: arnOf('none') }), 'ResourceNotFoundException'],
      [() => start({ SourceArn: arnOf(names.other) }), 'InvalidParameterValue'],
      [() => aws().sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'none' })), 'ResourceNotFoundException'],
      [
        () => aws().sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('none') })),
        'ResourceNotFoundException',
      ],
    ] as const
    for (const [attempt, name] of cases) expect((await errorOf(attempt())).name).to.equal(name)
  })

  it('lists the queues that send their dead letters to one', async () => {
    const sourcesOf = (QueueUrl: string) => aws().sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }))
    expect((await sourcesOf(urls.dead)).queueUrls).to.deep.equal([urls.source])
    expect((await sourcesOf(urls.other)).queueUrls).to.deep.equal([])
    const missing = await errorOf(sourcesOf(`${aws().endpoint}/000000000000/none`))
    expect(missing.name).to.equal('QueueDoesNotExist')
  })
})
