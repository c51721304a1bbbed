import { type AwsAccess, readAwsAccess } from '../../config/aws.ts'
import type { Transfer } from '../../model/desired-asset.ts'
import type { ObservedObject } from '../../model/observation.ts'
import type { ObjectBytes, Source } from '../../ports/source.ts'
import { callAws } from './failure.ts'
import { hasMoved, objectBytes } from './object-bytes.ts'
import { locator, PRESIGNED_SECONDS } from './object-location.ts'
import { S3Refusal, type S3Request, sendToS3 } from './s3-call.ts'
import { readHead, toObservation } from './s3-head.ts'
import { type BucketPlace, s3Url } from './s3-location.ts'
import { presignGet } from './s3-signed.ts'

/** How a bucket is asked; `transfer` is how all objects are transferred, whatever the rules say. */
interface SignedSourceOptions extends BucketPlace {
  readonly transfer: Transfer | undefined
  readonly access?: () => AwsAccess
  /** How long each try may take. */
  readonly timeoutMs: number
}

/**
 * The source bucket without S3's SDK, for those who only ask whether all is well: HEAD, without tags, content and checksum, and what
 * Cloudinary reads an object by. Of bytes only those of empty objects are read. Throws as `s3Source` does.
 */
export function signedSource(
  options: SignedSourceOptions,
): Pick<Source, 'transfer' | 'confirmBucket' | 'observe' | 'locate'> {
  const { bucket, transfer, timeoutMs, access = () => readAwsAccess('s3') } = options
  const send = (request: Omit<S3Request, 'url'>, key?: string, versionId?: string) => {
    const reached = access()
    return sendToS3(reached, { ...request, url: s3Url(reached.endpoint, options, key, versionId) }, timeoutMs)
  }
  return {
    transfer,
    async confirmBucket() {
      await callAws('s3', async () => send({ method: 'HEAD' }))
    },
    observe: (key) =>
      callAws('s3', async () => {
        try {
          const { headers } = await send({ method: 'HEAD' }, key)
          return { ...toObservation(readHead(headers)), tags: {}, detected: undefined }
        } catch (thrown) {
          if (isStatus(thrown, 404)) return { state: 'absent' }
          throw thrown
        }
      }),
    locate: locator(bucket, {
      bytes: (key, object) =>
        emptyBytes(key, object, (headers) => send({ method: 'GET', headers }, key, object.versionId)),
      presign: (key, { versionId }) =>
        callAws('s3', async () => {
          const reached = access()
          return presignGet(reached, s3Url(reached.endpoint, options, key, versionId), PRESIGNED_SECONDS)
        }),
    }),
  }
}

/** The bytes of an object that has none: what is asked is whether it can be read. */
function emptyBytes(
  key: string,
  object: ObservedObject,
  read: (headers: Readonly<Record<string, string>>) => Promise<Response>,
): ObjectBytes {
  if (object.sizeBytes > 0) throw new Error(`expected an empty object, found ${object.sizeBytes} bytes`)
  return objectBytes(key, object, () =>
    callAws('s3', async () => {
      const answer = await read({ 'if-match': `"${object.etag}"` }).catch((thrown: unknown) => {
        throw isStatus(thrown, 404) || isStatus(thrown, 412) ? hasMoved() : thrown
      })
      await answer.body?.cancel()
      return noBytes()
    }),
  )
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

function isStatus(thrown: unknown, status: number): boolean {
  return thrown instanceof S3Refusal && thrown.status === status
}
