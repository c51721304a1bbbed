import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import {
  type Aws,
  arnOf,
  bucket,
  connect,
  createQueue,
  errorOf,
  notify,
  takeBodies,
  takeEventLines,
  takeEvents,
  useAws,
  useDirectory,
} from '../support.ts'

function put(aws: Aws, Key: string, Body = 'content') {
  return aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
}

describe('notifications of the local S3', () => {
  const aws = useAws()
  let queueUrl = ''

  before(async () => {
    queueUrl = await createQueue(aws(), 'events')
  })
  beforeEach(() => notify(aws(), queueUrl, ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*']))

  it('sends the record that S3 sends', async () => {
    const sentMs = Date.now()
    await put(aws(), 'a folder/é (1)+&@.txt')
    const [body = ''] = await takeBodies(aws(), queueUrl)
    const { Records } = JSON.parse(body)
    const [{ eventTime, responseElements, s3, ...rest }] = Records
    expect(Records).to.have.lengthOf(1)
    expect(Date.parse(eventTime)).to.be.within(sentMs, Date.now())
    expect(responseElements).to.have.keys('x-amz-request-id', 'x-amz-id-2')
    expect(rest).to.deep.equal({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:LOCAL' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
    })
    expect(s3.object.sequencer).to.match(/^00[0-9A-F]{16}$/)
    expect(s3).to.deep.equal({
      s3SchemaVersion: '1.0',
      configurationId: 'the-id',
      bucket: { name: bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: 'a+folder/%C3%A9+%281%29%2B%26%40.txt',
        size: 7,
        eTag: '9a0364b9e99bb480dd25e1f0284c8555',
        sequencer: s3.object.sequencer,
      },
    })
  })

  it('has the request ID of the response', async () => {
    const { $metadata } = await put(aws(), 'id.txt')
    const [body = ''] = await takeBodies(aws(), queueUrl)
    expect(JSON.parse(body).Records[0].responseElements['x-amz-request-id']).to.equal($metadata.requestId)
  })

  it('reports each kind of change with its name and fields', async () => {
    const { s3 } = aws()
    const Key = 'kinds.txt'
    await put(aws(), Key)
    await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy.txt', CopySource: `${bucket}/${Key}` }))
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))
    const part = await s3.send(new UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber: 1, Body: 'part' }))
    const Parts = [{ PartNumber: 1, ETag: part.ETag }]
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }))
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] }
    await s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key, Tagging }))
    await s3.send(new DeleteObjectTaggingCommand({ Bucket: bucket, Key }))
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
    const events = await takeEvents(aws(), queueUrl)
    const reported = events.map((event) => [event.eventName, Object.keys(event.s3.object).join()])
    expect(reported).to.deep.equal([
      ['ObjectCreated:Put', 'key,size,eTag,sequencer'],
      ['ObjectCreated:Copy', 'key,size,eTag,sequencer'],
      ['ObjectCreated:CompleteMultipartUpload', 'key,size,eTag,sequencer'],
      ['ObjectTagging:Put', 'key,eTag'],
      ['ObjectTagging:Delete', 'key,eTag'],
      ['ObjectRemoved:Delete', 'key,sequencer'],
    ])
    expect(events[2]?.s3.object).to.include({ size: 4 })
    expect(events[2]?.s3.object.eTag).to.match(/^[0-9a-f]{32}-1$/)
  })

  it('reports uploads by an HTML form', async () => {
    const form = new FormData()
    form.set('key', 'from a form.txt')
    form.set('file', new Blob(['content']))
    const { status } = await fetch(`${aws().endpoint}/${bucket}`, { method: 'POST', body: form })
    expect(status).to.equal(204)
    expect(await takeEventLines(aws(), queueUrl)).to.deep.equal(['ObjectCreated:Post from+a+form.txt'])
  })

  it('reports DeleteObjects for each key, known or not, and DeleteObject only for a known one', async () => {
    await put(aws(), 'known.txt')
    const Objects = ['known.txt', 'never was.txt', 'a&amp;<b>\n'].map((Key) => ({ Key }))
    const { Deleted } = await aws().s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }))
    await aws().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'never was.txt' }))
    expect(Deleted).to.deep.equal(Objects)
    expect(await takeEventLines(aws(), queueUrl)).to.deep.equal([
      'ObjectCreated:Put known.txt',
      'ObjectRemoved:Delete known.txt',
      'ObjectRemoved:Delete never+was.txt',
      'ObjectRemoved:Delete a%26amp%3B%3Cb%3E%0A',
    ])
  })

  it('reports nothing of a request that failed', async () => {
    await put(aws(), 'taken.txt')
    await takeBodies(aws(), queueUrl)
    const again = new PutObjectCommand({ Bucket: bucket, Key: 'taken.txt', Body: 'x', IfNoneMatch: '*' })
    expect(await errorOf(aws().s3.send(again))).to.include({ name: 'PreconditionFailed' })
    const copy = new CopyObjectCommand({ Bucket: bucket, Key: 'b', CopySource: `${bucket}/missing` })
    expect(await errorOf(aws().s3.send(copy))).to.include({ name: 'NoSuchKey' })
    expect(await takeEventLines(aws(), queueUrl)).to.deep.equal([])
  })

  it('reports each of many concurrent writes of one key, with growing sequencers', async () => {
    const contents = Array.from({ length: 50 }, (_, index) => `content ${index}`)
    await Promise.all(contents.map((content) => put(aws(), 'storm.txt', content)))
    const sequencers = (await takeEvents(aws(), queueUrl)).map(({ s3 }) => s3.object.sequencer ?? '')
    expect(new Set(sequencers).size).to.equal(50)
    expect(sequencers).to.deep.equal([...sequencers].sort())
  })

  it('filters by event, prefix and suffix', async () => {
    const rules = [
      { Name: 'prefix' as const, Value: 'in/' },
      { Name: 'suffix' as const, Value: '.jpg' },
    ]
    await notify(aws(), queueUrl, ['s3:ObjectCreated:Put'], { rules })
    await Promise.all(['in/a.jpg', 'in/a.png', 'out/a.jpg'].map((key) => put(aws(), key)))
    await aws().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'in/c.jpg', CopySource: `${bucket}/in/a.jpg` }))
    expect(await takeEventLines(aws(), queueUrl)).to.deep.equal(['ObjectCreated:Put in/a.jpg'])
  })

  it('delivers to a poll that is already waiting', async () => {
    const waiting = aws().sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }))
    await put(aws(), 'awaited.txt')
    const { Messages } = await waiting
    expect(Messages?.[0]?.Body).to.contain('awaited.txt')
  })
})

describe('notifications over a restart of the local S3', () => {
  const directory = useDirectory()

  it('keeps the configuration and goes on with greater sequencers', async () => {
    const sequencers: string[] = []
    for (const round of [1, 2]) {
      const aws = await connect({ dataDirectory: directory() })
      const queueUrl = await createQueue(aws, 'events')
      if (round === 1) {
        await aws.s3.send(new CreateBucketCommand({ Bucket: bucket }))
        await notify(aws, queueUrl, ['s3:ObjectCreated:*'], { rules: [{ Name: 'prefix', Value: 'a' }] })
      }
      await put(aws, 'a.txt')
      await put(aws, 'b.txt')
      const events = await takeEvents(aws, queueUrl)
      expect(events.map(({ s3 }) => s3.object.key)).to.deep.equal(['a.txt'])
      sequencers.push(events[0]?.s3.object.sequencer ?? '')
      const answer = await aws.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }))
      expect(answer.QueueConfigurations).to.deep.equal([
        {
          Id: 'the-id',
          QueueArn: arnOf('events'),
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'Prefix', Value: 'a' }] } },
        },
      ])
      await aws.stop()
    }
    expect(sequencers).to.deep.equal([...new Set(sequencers)].sort())
  })
})
