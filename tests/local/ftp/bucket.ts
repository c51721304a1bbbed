import {
  CreateBucketCommand,
  type CreateMultipartUploadCommandOutput,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { startAws } from '../../../local/aws/start.ts'
import { type LocalFtp, type LocalFtpOptions, startFtp } from '../../../local/ftp/start.ts'

export const user = 'demo'
export const password = 'pass word'

export function s3At(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  })
}

/** A bucket with an FTP server in front of it. */
export interface TestBucket {
  readonly s3: S3Client
  readonly name: string
  readonly ftp: LocalFtp
  put(
    key: string,
    body: string | Buffer,
    more?: { ContentType?: string; Metadata?: Record<string, string> },
  ): Promise<void>
  /** What an object holds; undefined when there is none. */
  bytes(key: string): Promise<Buffer | undefined>
  text(key: string): Promise<string | undefined>
  /** All keys below the prefix. */
  keys(prefix?: string): Promise<string[]>
  /** How many multipart uploads have begun, and how many of them are still open. */
  multiparts(): Promise<{ begun: number; open: number }>
  stop(): Promise<void>
}

interface Begun {
  readonly key: string
  readonly id: string
}

// The local S3 does not list multipart uploads.
function recordMultiparts(s3: S3Client): Begun[] {
  const begun: Begun[] = []
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args)
        if (commandName === 'CreateMultipartUploadCommand') {
          const { Key: key = '', UploadId: id = '' } = result.output as CreateMultipartUploadCommandOutput
          begun.push({ key, id })
        }
        return result
      },
    { step: 'initialize' },
  )
  return begun
}

async function isOpen(s3: S3Client, Bucket: string, { key: Key, id: UploadId }: Begun): Promise<boolean> {
  try {
    await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 9999, Body: 'x' }))
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchUpload') return false
    throw error
  }
}

async function read(s3: S3Client, Bucket: string, Key: string): Promise<Buffer | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return Body && Buffer.from(await Body.transformToByteArray())
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined
    throw error
  }
}

async function list(s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
  return Contents.flatMap(({ Key }) => Key ?? [])
}

/** Starts a bucket with an FTP server; with other limits or another time than the server's own where they are given. */
export async function startBucket(
  options: Pick<LocalFtpOptions, 'host' | 'identify' | 'limits' | 'nowMs' | 'tls'> = {},
): Promise<TestBucket> {
  const aws = await startAws({ port: 0 })
  const s3 = s3At(aws.endpoint)
  const name = 'source'
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  const begun = recordMultiparts(s3)
  const ftp = await startFtp({ port: 0, user, password, bucket: name, s3, ...options })
  return {
    s3,
    name,
    ftp,
    put: async (Key, body, more) => {
      await s3.send(new PutObjectCommand({ Bucket: name, Key, Body: Buffer.from(body), ...more }))
    },
    bytes: (key) => read(s3, name, key),
    text: async (key) => (await read(s3, name, key))?.toString(),
    keys: (prefix = '') => list(s3, name, prefix),
    multiparts: async () => {
      const states = await Promise.all(begun.map((upload) => isOpen(s3, name, upload)))
      return { begun: begun.length, open: states.filter((state) => state).length }
    },
    stop: async () => {
      await ftp.stop()
      s3.destroy()
      await aws.stop()
    },
  }
}
