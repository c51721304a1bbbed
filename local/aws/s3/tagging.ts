import { noSuchBucket, noSuchKey, sendS3Error, sendXml } from '../answers.ts'
import { aroundS3, copySourceOf, type S3Call } from '../calls.ts'
import type { FastifyInstance, FastifyReply } from '../fauxqs.ts'
import { textBody } from './bodies.ts'
import type { BucketContents } from './bucket-contents.ts'
import type { StoredObject } from './storage.ts'
import { type ParsedTags, parseTagBody, parseTagHeader, printTags } from './tag-set.ts'

const ofObjects: ReadonlySet<string> = new Set(['GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging'])
const reads: ReadonlySet<string> = new Set(['GetObject', 'HeadObject'])
const writes: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload'])

function tagsOfWrite(contents: BucketContents, { operation, request }: S3Call): ParsedTags {
  const directive = request.headers['x-amz-tagging-directive'] ?? 'COPY'
  const source = operation === 'CopyObject' && directive === 'COPY' ? copySourceOf(request) : undefined
  if (source) return { ok: true, tags: contents.object(source.bucket, source.key)?.tags ?? {} }
  const header = request.headers['x-amz-tagging']
  return parseTagHeader(typeof header === 'string' ? header : '')
}

/** Gap: fauxqs has no tags; its PUT ?tagging would overwrite the object with the XML of the tags. */
export function registerTagging(app: FastifyInstance, contents: BucketContents): void {
  aroundS3(app, (call, reply, next) => {
    if (ofObjects.has(call.operation)) return answerTagging(contents, call, reply)
    if (reads.has(call.operation)) {
      const count = Object.keys(contents.object(call.bucket, call.key)?.tags ?? {}).length
      if (count > 0) reply.header('x-amz-tagging-count', String(count))
    }
    if (!writes.has(call.operation)) return next()
    const parsed = tagsOfWrite(contents, call)
    return parsed.ok ? contents.withTags(parsed.tags, next) : sendS3Error(reply, parsed.error)
  })
}

function answerTagging(contents: BucketContents, call: S3Call, reply: FastifyReply): unknown {
  const object = contents.object(call.bucket, call.key)
  if (!object) return sendS3Error(reply, contents.bucket(call.bucket) ? noSuchKey : noSuchBucket)
  if (call.operation === 'GetObjectTagging') return sendXml(reply, printTags(object.tags))
  if (call.operation === 'PutObjectTagging') return putTags(contents, object, call, reply)
  contents.updateTags(call.bucket, object, { kind: 'untagged', tags: {} })
  return void reply.status(204).send()
}

function putTags(contents: BucketContents, object: StoredObject, call: S3Call, reply: FastifyReply): unknown {
  const parsed = parseTagBody(textBody(call.request))
  if (!parsed.ok) return sendS3Error(reply, parsed.error)
  contents.updateTags(call.bucket, object, { kind: 'tagged', tags: parsed.tags })
  return void reply.status(200).send()
}
