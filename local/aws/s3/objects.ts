import { sendS3Error } from '../answers.ts'
import { aroundS3 } from '../calls.ts'
import type { Fauxqs } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { bringCopiedPart, copyObject, etagOfCopy } from './copy-object.ts'
import { getObject } from './get-object.ts'
import { completeUpload, uploadPart } from './multipart.ts'
import { postObject } from './post-object.ts'
import { putObject } from './put-object.ts'

/** The ETags of copies that are about to be made. */
const etags = new WeakMap<object, string | undefined>()

/**
 * Gap: fauxqs holds each object whole in memory, several times, while it is written or read. This answers all that has to do with
 * bytes instead: they go to and from the storage as streams. Each write takes effect in one step.
 */
export function registerObjects({ app, s3 }: Fauxqs, contents: BucketContents): void {
  const stores = { contents, s3 }
  aroundS3(app, (call, reply, next) => {
    switch (call.operation) {
      case 'PutObject':
        return putObject(stores, call, reply)
      case 'PostObject':
        return postObject(stores, call, reply)
      case 'CopyObject':
        return copyObject(stores, call, etags.get(call), reply)
      case 'UploadPart':
        return uploadPart(stores, call, reply)
      case 'CompleteMultipartUpload':
        return completeUpload(stores, call, reply)
      case 'GetObject':
        return getObject(contents, call, reply)
      default:
        return next()
    }
  })
}

/** Reads what a copy has to know of its source, outside of the one step in which it is made. */
export function registerCopies({ app }: Fauxqs, contents: BucketContents): void {
  aroundS3(app, async (call, reply, next) => {
    if (call.operation === 'UploadPart' && 'x-amz-copy-source' in call.request.headers) {
      const error = await bringCopiedPart(contents, call)
      if (error) return sendS3Error(reply, error)
    }
    if (call.operation === 'CopyObject') etags.set(call, await etagOfCopy(contents, call))
    return next()
  })
}
