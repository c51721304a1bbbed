import { encodeEventKey } from '../../../shared/event/key.ts'
import { type AwsError, noSuchBucket, sendS3Error, sendXml } from '../answers.ts'
import { aroundS3, type S3Call } from '../calls.ts'
import type { FastifyInstance } from '../fauxqs.ts'
import type { BucketContents } from './bucket-contents.ts'
import { type ListingPage, listPage } from './listing-page.ts'
import { element } from './xml.ts'

function invalidArgument(message: string): AwsError {
  return { status: 400, code: 'InvalidArgument', message }
}

function encodeToken(place: string): string {
  return Buffer.from(place).toString('base64url')
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64url').toString()
}

function afterOf({ operation, query }: S3Call): string {
  if (operation === 'ListObjects') return query.get('marker') ?? ''
  const token = query.get('continuation-token')
  return token === null ? (query.get('start-after') ?? '') : decodeToken(token)
}

function printPage(call: S3Call, page: ListingPage, entries: string): string {
  const { query, operation, bucket } = call
  const encode = query.get('encoding-type') === 'url' ? encodeEventKey : (text: string) => text
  const given = (name: string, parameter: string) => element(name, query.get(parameter)?.replace(/^.*$/s, encode))
  const next = page.next
  const version =
    operation === 'ListObjects'
      ? given('Marker', 'marker') + element('NextMarker', query.get('delimiter') && next ? encode(next) : undefined)
      : element('KeyCount', page.keys.length + page.commonPrefixes.length) +
        given('StartAfter', 'start-after') +
        element('ContinuationToken', query.get('continuation-token') ?? undefined) +
        element('NextContinuationToken', next === undefined ? undefined : encodeToken(next))
  const groups = page.commonPrefixes.map(
    (group) => `<CommonPrefixes>${element('Prefix', encode(group))}</CommonPrefixes>`,
  )
  return [
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    element('Name', bucket),
    element('Prefix', encode(query.get('prefix') ?? '')),
    given('Delimiter', 'delimiter'),
    element('EncodingType', query.get('encoding-type') ?? undefined),
    element('MaxKeys', keysMaxOf(query)),
    element('IsTruncated', next !== undefined),
    version,
    entries,
    ...groups,
    '</ListBucketResult>',
  ].join('')
}

function keysMaxOf(query: URLSearchParams): number {
  return Math.min(Number(query.get('max-keys') ?? 1000), 1000)
}

function refusal(contents: BucketContents, { bucket, query, operation }: S3Call): AwsError | undefined {
  if (!contents.bucket(bucket)) return noSuchBucket
  if (!/^\d+$/.test(query.get('max-keys') ?? '0')) {
    return invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647')
  }
  if ((query.get('encoding-type') ?? 'url') !== 'url')
    return invalidArgument('Invalid Encoding Method specified in Request')
  const isVersion2 = operation === 'ListObjectsV2' && query.get('list-type') !== '2'
  return isVersion2 ? invalidArgument('Invalid List Type specified in Request') : undefined
}

/**
 * Gap: fauxqs sorts by language, compares by UTF-16 and forgets common prefixes between pages, so that pages repeat
 * or lose keys. This lists in S3's order.
 */
export function registerListing(app: FastifyInstance, contents: BucketContents): void {
  aroundS3(app, (call, reply, next) => {
    if (call.operation !== 'ListObjects' && call.operation !== 'ListObjectsV2') return next()
    const error = refusal(contents, call)
    if (error) return sendS3Error(reply, error)
    const { query, bucket } = call
    const page = listPage(contents.sortedKeys(bucket), {
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      after: afterOf(call),
      keysMax: keysMaxOf(query),
    })
    const encode = query.get('encoding-type') === 'url' ? encodeEventKey : (text: string) => text
    const entries = page.keys.map((key) => printEntry(contents, bucket, key, encode)).join('')
    return sendXml(reply, printPage(call, page, entries))
  })
}

function printEntry(contents: BucketContents, bucket: string, key: string, encode: (text: string) => string): string {
  const object = contents.object(bucket, key)
  if (!object) return ''
  return [
    '<Contents>',
    element('Key', encode(key)),
    element('LastModified', object.lastModified.toISOString()),
    element('ETag', object.etag),
    element('Size', object.contentLength),
    element('StorageClass', 'STANDARD'),
    '</Contents>',
  ].join('')
}
