import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { type LocalAws, startAws } from '../../../local/aws/start.ts'
import { jpeg, png } from './fixtures.ts'
import { account, bytesAt, nowhere, refusalOf, upload, useCloudinary, useStart } from './support.ts'
import { ended } from './waiting.ts'

function policyFor(bucket: string, statement: object = {}) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '232482882421' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
        ...statement,
      },
    ],
  })
}

describe('s3:// sources', () => {
  const marker = `.wellknown/cloudinary/${account.cloudName}`
  let aws: LocalAws | undefined
  let s3 = new S3Client({})

  before(async () => {
    aws = await startAws({ port: 0 })
    const { region, accessKeyId, secretAccessKey } = nowhere
    const credentials = { accessKeyId, secretAccessKey }
    s3 = new S3Client({ endpoint: aws.endpoint, region, credentials, forcePathStyle: true })
  })
  const cloudinary = useCloudinary({ awsEndpoint: () => aws?.endpoint ?? '', onDisk: true })
  after(async () => {
    s3.destroy()
    await aws?.stop()
  })

  let buckets = 0
  async function createBucket(options: { policy?: string | false; marker?: boolean } = {}): Promise<string> {
    buckets += 1
    const Bucket = `bucket-${buckets}`
    await s3.send(new CreateBucketCommand({ Bucket }))
    if (options.marker !== false) await put(Bucket, marker, Buffer.alloc(0))
    const { policy = policyFor(Bucket) } = options
    if (policy) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }))
    return Bucket
  }
  const put = (Bucket: string, Key: string, Body: Buffer) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))

  const keys = [
    'plain.jpg',
    'a b+c/ü&#?.JPG',
    '100%.jpg',
    '%41.jpg',
    'a//b.jpg',
    "it's (1) [x] {y}.jpg",
    'e\u0301.jpg',
    '日本/😀.jpg',
  ]
  for (const key of keys) {
    it(`are fetched by their raw key ${key}`, async () => {
      const bucket = await createBucket()
      await put(bucket, key, jpeg(2))
      const answer = await upload(cloudinary(), `s3://${bucket}/${key}`, { public_id: `s3 ${buckets}` })
      expect(answer.etag).to.equal(createHash('md5').update(jpeg(2)).digest('hex'))
      expect(answer.original_filename).to.equal(key.replace(/^.*\//, '').replace(/\.jpg$/i, ''))
      expect(await bytesAt(answer.url)).to.deep.equal(jpeg(2))
    })
  }

  for (const [path, key] of [
    ['a/../plain.jpg', 'plain.jpg'],
    ['./a/./%2E%2e/plain.jpg', 'plain.jpg'],
    ['up/../../plain.jpg', 'plain.jpg'],
    ['plain.jpg \n', 'plain.jpg'],
  ] as const) {
    it(`are read as URLs are: ${JSON.stringify(path)} leads to ${key}`, async () => {
      const bucket = await createBucket()
      await put(bucket, path, jpeg(3))
      await put(bucket, key, jpeg(2))
      const answer = await upload(cloudinary(), `s3://${bucket}/${path}`, { public_id: `steps ${buckets}` })
      expect(await bytesAt(answer.url)).to.deep.equal(jpeg(2))
    })
  }

  it('are denied without policy, without marker, and when the key is missing, all in the same words', async () => {
    const denied = async (bucket: string, key = 'a.jpg') => {
      if (bucket !== 'no-such-bucket' && key === 'a.jpg') await put(bucket, 'a.jpg', jpeg())
      const url = `s3://${bucket}/${key}`
      expect(await refusalOf(upload(cloudinary(), url))).to.equal(`400 Error in loading ${url} - Access Denied`)
    }
    await denied(await createBucket({ policy: false }))
    await denied(await createBucket({ marker: false }))
    await denied(await createBucket({ policy: policyFor('another-bucket') }))
    await denied(await createBucket(), 'missing.jpg')
    await denied('no-such-bucket')
  })

  it('are what the object is at that moment', async () => {
    const bucket = await createBucket()
    const options = { public_id: 'changing' }
    await put(bucket, 'a', jpeg())
    await upload(cloudinary(), `s3://${bucket}/a`, options)
    await put(bucket, 'a', png())
    expect(await upload(cloudinary(), `s3://${bucket}/a`, options)).to.include({ format: 'png', overwritten: true })
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a' }))
    expect(await refusalOf(upload(cloudinary(), `s3://${bucket}/a`, options))).to.match(/Access Denied$/)
    await put(bucket, 'a', Buffer.alloc(0))
    expect(await refusalOf(upload(cloudinary(), `s3://${bucket}/a`, options))).to.equal('400 Empty file')
  })

  it('are not possible for buckets with a dot', async () => {
    expect(await refusalOf(upload(cloudinary(), 's3://with.dot/a.jpg'))).to.match(/Access Denied$/)
  })
})

describe('a source that does not end', () => {
  const start = useStart()

  it('is given up when the stand-in stops', async () => {
    const { promise: isReading, resolve: onReading } = Promise.withResolvers<void>()
    const s3 = createServer((request, response) => {
      if (request.url?.includes('policy')) return void response.end(policyFor('bucket'))
      if (request.method === 'HEAD') return void response.end()
      response.writeHead(200, { 'Content-Length': 1000 })
      response.write(jpeg(), () => onReading())
    })
    await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve))
    const address = s3.address()
    const port = typeof address === 'object' ? address?.port : 0
    const cloudinary = await start({ awsEndpoint: `http://127.0.0.1:${port}` })
    const refusal = refusalOf(upload(cloudinary, 's3://bucket/endless.jpg'))
    await ended('the beginning', isReading)
    await ended('the stop', cloudinary.stop())
    expect(await refusal).to.match(/^undefined /)
    s3.closeAllConnections()
    s3.close()
  })
})
