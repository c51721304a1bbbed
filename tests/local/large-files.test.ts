import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { Client } from 'basic-ftp'
import { expect } from 'chai'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { onEnd } from '../support/on-end.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { sdk } from './cloudinary/sdk.ts'
import { NODE_FLAGS } from './stack-process.ts'

const BUCKET = 'large-files'
const MEBIBYTE = 2 ** 20
const MEBIBYTES = 120
/** What may be in memory at once, whatever the size of the file: less than the file, so that it cannot be there whole. */
const OVER_IDLE_MAX = 110e6
const PARTS = 20
const WHOLE = { 'content-length': String(MEBIBYTES * MEBIBYTE) }

const readySchema = z.object({ aws: z.url(), cloudinary: z.string(), ftp: z.number() })
const peakSchema = z.object({ peakBytes: z.number() })

const chunk = randomBytes(MEBIBYTE)
const content = () => Readable.from(Array.from({ length: MEBIBYTES }, () => chunk))

function md5OfContent(): string {
  const hash = createHash('md5')
  for (let index = 0; index < MEBIBYTES; index++) hash.update(chunk)
  return hash.digest('hex')
}

async function md5Of(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('md5')
  for await (const part of source) hash.update(part)
  return hash.digest('hex')
}

function bodyFiles(directory: string): number {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.body') && statSync(join(directory, file)).isFile()).length
}

describe('a file that is larger than what the local stack may have in memory', () => {
  const Bucket = BUCKET
  const md5 = md5OfContent()
  const directory = temporaryFolder('large-files')
  let servers: ChildProcess
  let ready: z.infer<typeof readySchema>
  let s3: S3Client
  let idleBytes = 0

  const peakBytes = async () => {
    const answer = once(servers, 'message')
    servers.send('peak')
    return peakSchema.parse((await answer)[0]).peakBytes
  }
  const withFtp = async (act: (client: Client) => Promise<unknown>) => {
    const client = new Client()
    await client.access({ host: '127.0.0.1', port: ready.ftp, user: 'demo', password: 'demo' })
    await act(client).finally(() => client.close())
  }
  const cloudinary = () => {
    const url = new URL(ready.cloudinary)
    const prefix = url.searchParams.get('upload_prefix') ?? ''
    return { cloud_name: url.hostname, api_key: url.username, api_secret: url.password, upload_prefix: prefix }
  }
  const downloaded = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    if (!(Body instanceof Readable)) throw new Error('there is no body')
    return await md5Of(Body)
  }
  const upload = async (key: string, id: string) => {
    const options = { ...cloudinary(), resource_type: 'raw', public_id: id } as const
    return z
      .object({ etag: z.string(), url: z.string() })
      .parse(await sdk.uploader.upload(`s3://${BUCKET}/${key}`, options))
  }
  const delivered = async (url: string) => {
    const { body } = await fetch(url)
    if (!body) throw new Error('nothing is delivered')
    return await md5Of(body)
  }

  before(async () => {
    const file = fileURLToPath(new URL('./large-files-servers.ts', import.meta.url))
    servers = fork(file, [directory, BUCKET], { execArgv: [...NODE_FLAGS] })
    onEnd(() => servers.kill('SIGKILL'))
    ready = readySchema.parse((await once(servers, 'message'))[0])
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const common = { region: 'us-east-1', forcePathStyle: true, credentials }
    s3 = new S3Client({ endpoint: ready.aws, ...common, responseChecksumValidation: 'WHEN_REQUIRED' })
    await s3.send(new CreateBucketCommand({ Bucket }))
    const grant = { Effect: 'Allow', Principal: { AWS: '232482882421' }, Action: 's3:GetObject' }
    const Policy = JSON.stringify({ Statement: [{ ...grant, Resource: `arn:aws:s3:::${Bucket}/*` }] })
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    await s3.send(
      new PutObjectCommand({ Bucket, Key: `.wellknown/cloudinary/${cloudinary().cloud_name}`, Body: Buffer.alloc(0) }),
    )
    // Whatever is loaded and compiled once is there before anything is measured.
    await withFtp((client) => client.uploadFrom(Readable.from([Buffer.alloc(6 * MEBIBYTE)]), 'small.bin'))
    await delivered((await upload('small.bin', 'small')).url)
    await downloaded('small.bin')
    idleBytes = await peakBytes()
  })
  after(() => {
    s3.destroy()
    servers.kill('SIGKILL')
    removeFolder(directory)
  })
  afterEach(async () => {
    expect((await peakBytes()) - idleBytes, 'bytes over what it has when it is idle').to.be.below(OVER_IDLE_MAX)
  })

  it('comes and goes by FTP', async () => {
    await withFtp((client) => client.uploadFrom(content(), 'ftp.bin'))
    const received = new PassThrough()
    const md5s = md5Of(received)
    await withFtp((client) => client.downloadTo(received, 'ftp.bin'))
    expect(await md5s).to.equal(md5)
  })

  it('goes on to the stand-in, and is delivered', async () => {
    const { etag, url } = await upload('ftp.bin', 'ftp')
    expect([etag, await delivered(url)]).to.deep.equal([md5, md5])
  })

  it('comes by S3 in one request, is summed up, and goes', async () => {
    const put = { Bucket, Key: 'one.bin', Body: content(), ContentLength: MEBIBYTES * MEBIBYTE }
    const { ETag } = await s3.send(new PutObjectCommand({ ...put, ChecksumAlgorithm: 'SHA256' }))
    expect([ETag, await downloaded('one.bin')]).to.deep.equal([`"${md5}"`, md5])
    await fetch(`${ready.aws}/${Bucket}/bare.bin`, { method: 'PUT', headers: WHOLE, body: content(), duplex: 'half' })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'bare.bin', ChecksumMode: 'ENABLED' }))
    expect(head).to.include({ ETag, ChecksumType: 'FULL_OBJECT' }).and.to.have.property('ChecksumCRC64NVME')
  })

  it('comes by S3 in parts, and is copied', async () => {
    const partSize = (MEBIBYTES / PARTS) * MEBIBYTE
    const params = { Bucket, Key: 'parts.bin', Body: content() }
    const { ETag } = await new Upload({ client: s3, partSize, params }).done()
    expect(ETag).to.match(/-20"$/)
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy.bin', CopySource: `${Bucket}/parts.bin` })
    expect((await s3.send(copy)).CopyObjectResult?.ETag).to.equal(`"${md5}"`)
    expect(await downloaded('copy.bin')).to.equal(md5)
  })

  it('leaves nothing when it breaks off, by FTP and by S3', async () => {
    const files = bodyFiles(directory)
    async function* half() {
      yield* Array.from({ length: MEBIBYTES / 2 }, () => chunk)
      throw new Error('broken')
    }
    const results = await Promise.allSettled([
      withFtp((client) => client.uploadFrom(Readable.from(half()), 'broken.bin')),
      fetch(`${ready.aws}/${Bucket}/broken.bin`, {
        method: 'PUT',
        headers: WHOLE,
        body: Readable.from(half()),
        duplex: 'half',
      }),
    ])
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    await eventually('no file of what broke off', () => expect(bodyFiles(directory)).to.equal(files))
  })

  it('is sent to the end, even where it is replaced meanwhile', async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'parts.bin' }))
    if (!(Body instanceof Readable)) throw new Error('there is no body')
    const before = bodyFiles(directory)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'parts.bin', Body: 'new' }))
    expect(await md5Of(Body)).to.equal(md5)
    await eventually('the former parts to be gone', () => expect(bodyFiles(directory)).to.equal(before - PARTS + 1))
  })
})
