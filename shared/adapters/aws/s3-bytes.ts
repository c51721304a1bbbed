import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3'
import { TransientError } from '../../model/errors.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { ObjectBytes } from '../../ports/source.ts'
import { awsFailure } from './failure.ts'
import { hasMoved, objectBytes } from './object-bytes.ts'

const PRECONDITION_FAILED = 412

/** The bytes of an object, by its version where it has one; never those of another write, which has another ETag. */
export function s3Bytes(client: S3Client, bucket: string, key: string, object: ObservedObject): ObjectBytes {
  const { etag, versionId } = object
  const version = versionId === undefined ? {} : { VersionId: versionId }
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"`, ...version })
  return objectBytes(key, object, async () => {
    const { Body } = await client.send(command).catch((thrown: unknown) => {
      throw isOther(thrown) ? hasMoved() : awsFailure('s3', thrown)
    })
    if (!isIterable(Body)) throw new TransientError('s3-malformed', 'S3 answered GET without a body')
    return readThrough(Body)
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

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

/** What breaks while it is read is S3's trouble. */
async function* readThrough(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (thrown) {
    throw awsFailure('s3', thrown)
  }
}
