import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type QueueConfiguration,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import {
  type Aws,
  arnOf,
  bucket,
  createQueue,
  errorOf,
  notify,
  takeBodies,
  takeEventLines,
  useAws,
} from '../support.ts'

function configure(aws: Aws, QueueConfigurations: QueueConfiguration[]) {
  return aws.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { QueueConfigurations },
    }),
  )
}

function put(aws: Aws, Key: string, Body = 'content') {
  return aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
}

describe('the notification configuration of the local S3', () => {
  const aws = useAws()
  let queueUrl = ''

  before(async () => {
    queueUrl = await createQueue(aws(), 'events')
  })
  beforeEach(() => notify(aws(), queueUrl, ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*']))

  it('sends a test event to each queue of a new configuration', async () => {
    const other = await createQueue(aws(), 'other')
    await configure(aws(), [
      { QueueArn: arnOf('events'), Events: ['s3:ObjectCreated:*'] },
      { QueueArn: arnOf('other'), Events: ['s3:ObjectRemoved:*'] },
    ])
    for (const url of [queueUrl, other]) {
      const [body = '', ...more] = await takeBodies(aws(), url)
      const event = JSON.parse(body)
      expect(more).to.deep.equal([])
      expect(event).to.include({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket })
      expect(event).to.have.all.keys('Service', 'Event', 'Time', 'Bucket', 'RequestId', 'HostId')
    }
  })

  it('replaces the whole configuration, also by nothing', async () => {
    await configure(aws(), [])
    await put(aws(), 'silent.txt')
    expect(await takeBodies(aws(), queueUrl)).to.deep.equal([])
    const answer = await aws().s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }))
    expect(answer.QueueConfigurations).to.equal(undefined)
  })

  const refused: [string, QueueConfiguration[], { name: string; message?: string }][] = [
    [
      'a queue that does not exist',
      [{ QueueArn: arnOf('nowhere'), Events: ['s3:ObjectCreated:*'] }],
      { name: 'InvalidArgument', message: 'Unable to validate the following destination configurations' },
    ],
    [
      'a FIFO queue',
      [{ QueueArn: arnOf('fifo.fifo'), Events: ['s3:ObjectCreated:*'] }],
      { name: 'InvalidArgument', message: 'Unable to validate the following destination configurations' },
    ],
    [
      'an unknown event',
      [{ QueueArn: arnOf('events'), Events: ['s3:Nonsense' as never] }],
      { name: 'InvalidArgument' },
    ],
    [
      'two that share an event and a key',
      [
        { QueueArn: arnOf('events'), Events: ['s3:ObjectCreated:*'] },
        {
          QueueArn: arnOf('events'),
          Events: ['s3:ObjectCreated:Put'],
          Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'a' }] } },
        },
      ],
      { name: 'InvalidArgument' },
    ],
  ]
  for (const [name, configurations, error] of refused) {
    it(`refuses ${name} and keeps the configuration`, async () => {
      await createQueue(aws(), 'fifo.fifo', { FifoQueue: 'true' })
      expect(await errorOf(configure(aws(), configurations))).to.include(error)
      await put(aws(), 'kept.txt')
      expect(await takeEventLines(aws(), queueUrl)).to.deep.equal(['ObjectCreated:Put kept.txt'])
    })
  }

  it('refuses to notify what it cannot reach', async () => {
    const NotificationConfiguration = { EventBridgeConfiguration: {} }
    const command = new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration })
    expect(await errorOf(aws().s3.send(command))).to.include({ name: 'NotImplemented', status: 501 })
  })
})
