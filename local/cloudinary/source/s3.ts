import { Readable } from 'node:stream'
import { GetBucketPolicyCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import { mayCloudinaryRead } from './policy.ts'
import type { Reach } from './reach.ts'

/** Where s3:// URLs lead, and as whom the stand-in looks there before it plays Cloudinary's account. */
export interface AwsSource {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const s3UrlPattern = /^s3:\/\/([^/]+)\/(.+)$/s
const serviceErrorSchema = z.object({ $metadata: z.object({ httpStatusCode: z.int() }) })

/** Reads objects as Cloudinary does: with nothing but what the bucket's policy gives it. */
export class S3Source implements Reach {
  readonly #client: S3Client
  readonly #cloudName: string

  constructor({ endpoint, region, accessKeyId, secretAccessKey }: AwsSource, cloudName: string) {
    const credentials = { accessKeyId, secretAccessKey }
    // A limit of its own would make the SDK complain on the console when many uploads come at once.
    const requestHandler = { httpAgent: { maxSockets: Infinity }, httpsAgent: { maxSockets: Infinity } }
    this.#client = new S3Client({
      ...{ endpoint, region, credentials, requestHandler },
      ...{ forcePathStyle: true, maxAttempts: 1 },
      // Summing up all bytes on both sides takes longer than sending them.
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
    this.#cloudName = cloudName
  }

  /** Opens the object, or refuses with Access Denied, which is also how a missing object looks to Cloudinary. */
  async open(url: string, signal: AbortSignal): Promise<Readable> {
    const [, bucket = '', path = ''] = s3UrlPattern.exec(url) ?? []
    const key = withoutSteps(path)
    try {
      // Cloudinary's s3:// addresses a bucket by its host name, where a dot breaks TLS.
      if (bucket === '' || bucket.includes('.')) throw denied(url)
      // Its account may read all, so that both can be asked at once.
      const asked = [this.#isGranted(bucket, key, signal), this.#read(bucket, key, signal)] as const
      const [granted, read] = await Promise.allSettled(asked)
      if (granted.status === 'fulfilled' && granted.value) return await asked[1]
      if (read.status === 'fulfilled') read.value.destroy()
      throw granted.status === 'fulfilled' ? denied(url) : granted.reason
    } catch (error) {
      throw error instanceof Refusal ? error : asRefusal(url, error)
    }
  }

  reaches(): boolean {
    return true
  }

  close(): void {
    this.#client.destroy()
  }

  async #read(Bucket: string, Key: string, abortSignal: AbortSignal): Promise<Readable> {
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal })
    return Body instanceof Readable ? Body : Readable.from([])
  }

  async #isGranted(bucket: string, key: string, abortSignal: AbortSignal): Promise<boolean> {
    const marker = { Bucket: bucket, Key: `.wellknown/cloudinary/${this.#cloudName}` }
    const [{ Policy }] = await Promise.all([
      this.#client.send(new GetBucketPolicyCommand({ Bucket: bucket }), { abortSignal }),
      this.#client.send(new HeadObjectCommand(marker), { abortSignal }),
    ])
    return Policy !== undefined && mayCloudinaryRead(Policy, bucket, key)
  }
}

/** What a reader of URLs makes of a path: no spaces at its end, no control characters, and a step for each segment of dots. */
function withoutSteps(path: string): string {
  const steps: string[] = []
  const readable = path.replace(/[\s\0]+$/, '').replace(/[\t\n\r]/g, '')
  for (const segment of readable.split('/')) {
    const plain = segment.replace(/%2e/gi, '.')
    if (plain === '..') steps.pop()
    else if (plain !== '.') steps.push(segment)
  }
  return steps.join('/')
}

function denied(url: string): Refusal {
  return new Refusal(400, `Error in loading ${url} - Access Denied`)
}

function asRefusal(url: string, cause: unknown): Refusal {
  const status = serviceErrorSchema.safeParse(cause).data?.$metadata.httpStatusCode
  if (status === 403 || status === 404) return denied(url)
  return new Refusal(400, `Error in loading ${url} - ${status ?? 'connection failed'}`, { cause })
}
