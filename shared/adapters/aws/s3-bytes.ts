import { Readable } from 'node:stream'
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3'
import { TransientError } from '../../model/errors.ts'
import { limits } from '../../model/limits.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { ObjectBytes } from '../../ports/source.ts'
import { awsFailure } from './failure.ts'
import { hasMoved, objectBytes } from './object-bytes.ts'
import { patiently } from './patience.ts'

const PRECONDITION_FAILED = 412

/** The bytes of an object, by its version where it has one; never those of another write, which has another ETag. */
export function s3Bytes(
  client: S3Client,
  bucket: string,
  key: string,
  object: ObservedObject,
  silenceMs: number = limits.bodySilenceMs,
): ObjectBytes {
  const { etag, versionId } = object
  const version = versionId === undefined ? {} : { VersionId: versionId }
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"`, ...version })
  return objectBytes(key, object, async () => {
    const { Body } = await client.send(command).catch((thrown: unknown) => {
      throw isOther(thrown) ? hasMoved() : awsFailure('s3', thrown)
    })
    return readThrough(Body, silenceMs)
  })
}

/** Another write has come, or the object has gone. */
function isOther(thrown: unknown): boolean {
  if (thrown instanceof NoSuchKey) return true
  return thrown instanceof Error && '$metadata' in thrown && statusOf(thrown.$metadata) === PRECONDITION_FAILED
}

function statusOf(metadata: unknown): unknown {
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata && metadata.httpStatusCode
}

/** What an object has, part by part. What breaks while it is read, or says nothing for `silenceMs`, is S3's trouble. */
export async function* readThrough(body: unknown, silenceMs: number): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable)) throw new TransientError('s3-malformed', 'S3 answered GET without a body')
  try {
    yield* patiently(body, silenceMs)
  } catch (thrown) {
    throw awsFailure('s3', thrown)
  }
}
