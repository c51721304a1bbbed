import { createHash } from 'node:crypto'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
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
import { account, bytesAt, nowhere, refusalOf, statisticsOf, upload, useCloudinary, useStart } from './support.ts'

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

describe('web sources', () => {
  const cloudinary = useCloudinary({ onDisk: true })
  let server: Server | undefined
  let origin = ''
  // Answers nobody until so many have asked.
  const heldMax = 6
  const held: ServerResponse[] = []
  const pages: Record<string, RequestListener> = {
    '/pictures/a%20b.png?signed=1': (_, response) => response.end(png()),
    '/moved': (_, response) => response.writeHead(302, { Location: '/pictures/a%20b.png?signed=1' }).end(),
    '/circle': (_, response) => response.writeHead(302, { Location: '/circle' }).end(),
    '/zipped': (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(jpeg()),
    '/held': (_, response) => {
      if (held.push(response) === heldMax) for (const each of held) each.end(png())
    },
    '/forbidden': (_, response) => response.writeHead(403).end(),
    '/broken': (_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 })
      response.write(jpeg(), () => response.destroy())
    },
    '/large': (_, response) => response.end(Buffer.concat([png(), Buffer.alloc(3_000_000)])),
  }

  before(async () => {
    server = createServer((request, response) => {
      const page = pages[request.url ?? '']
      if (page) page(request, response)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  })
  after(() => {
    server?.closeAllConnections()
    server?.close()
  })

  it('are fetched as they are', async () => {
    const before = await statisticsOf(cloudinary())
    const answer = await upload(cloudinary(), `${origin}/pictures/a%20b.png?signed=1`)
    expect(answer).to.include({ format: 'png', original_filename: 'a b' })
    expect(await bytesAt(answer.url)).to.deep.equal(png())
    expect(await upload(cloudinary(), `${origin}/moved`)).to.include({ etag: answer.etag })
    expect(await upload(cloudinary(), `${origin}/zipped`)).to.include({ format: 'jpg', bytes: jpeg().length })
    const after = await statisticsOf(cloudinary())
    expect(after.bytesFetched - before.bytesFetched).to.equal(2 * png().length + jpeg().length)
  })

  it('are fetched side by side and take effect one after the other', async () => {
    const uploads = Array.from({ length: heldMax }, () =>
      upload(cloudinary(), `${origin}/held`, { public_id: 'raced' }),
    )
    const answers = await Promise.all(uploads)
    expect(new Set(answers.map(({ asset_id }) => asset_id)).size).to.equal(1)
    expect(new Set(answers.map(({ version }) => version)).size).to.equal(heldMax)
    expect(answers.filter(({ overwritten }) => overwritten !== true).length).to.equal(1)
  })

  it('are measured by their beginning, and stored whole', async () => {
    const answer = await upload(cloudinary(), `${origin}/large`)
    expect(answer).to.include({ width: 3, bytes: png().length + 3_000_000 })
    expect((await bytesAt(answer.url)).length).to.equal(answer.bytes)
  })

  const refusals: [string, RegExp][] = [
    ['/missing', / - 404 Not Found$/],
    ['/forbidden', / - 403 Forbidden$/],
    ['/circle', / - Too many redirects$/],
    ['/broken', / - connection broke off$/],
  ]
  for (const [path, reason] of refusals) {
    it(`are refused when they answer ${path.slice(1)}`, async () => {
      const refusal = await refusalOf(upload(cloudinary(), origin + path))
      expect(refusal).to.satisfy((text: string) => text.startsWith(`400 Error in loading ${origin}${path} - `))
      expect(refusal).to.match(reason)
    })
  }

  it('are refused when nobody answers', async () => {
    expect(await refusalOf(upload(cloudinary(), 'http://127.0.0.1:1/a'))).to.equal(
      '400 Error in loading http://127.0.0.1:1/a - ECONNREFUSED',
    )
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
    await isReading
    await cloudinary.stop()
    expect(await refusal).to.match(/^undefined /)
    s3.closeAllConnections()
    s3.close()
  })
})
