import { type _Object, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { TransientError } from '../../model/errors.ts'
import type { ListedObject, Source } from '../../ports/source.ts'
import { callAws } from './failure.ts'
import { bareEtag, wholeSeconds } from './s3-head.ts'

/** The listing of the source bucket in S3: all of it that the sweep needs. */
export function s3Listing(client: S3Client, bucket: string): Pick<Source, 'list'> {
  return {
    async list(after, most, prefix = '') {
      const start = after === undefined ? {} : { StartAfter: after }
      const input = { Bucket: bucket, MaxKeys: most, Prefix: prefix, ...start }
      const page = await callAws('s3', () => client.send(new ListObjectsV2Command(input)))
      return { items: (page.Contents ?? []).map(toListed), isLast: page.IsTruncated !== true }
    },
  }
}

function toListed(object: _Object): ListedObject {
  const { Key, LastModified } = object
  if (Key === undefined || LastModified === undefined) {
    throw new TransientError('s3-malformed', 'S3 listed an object without a key or a date')
  }
  return {
    key: Key,
    etag: bareEtag(object.ETag),
    sizeBytes: object.Size ?? 0,
    lastModifiedMs: wholeSeconds(LastModified),
  }
}
