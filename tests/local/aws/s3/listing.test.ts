import { createHash } from 'node:crypto'
import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import fc from 'fast-check'
import { listPage } from '../../../../local/aws/s3/listing-page.ts'
import { SortedKeys } from '../../../../local/aws/s3/sorted-keys.ts'
import { bucket, errorOf, useAws } from '../support.ts'

function md5(text: string) {
  return createHash('md5').update(text).digest('hex')
}

function byBytes(one: string, other: string) {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

const aKey = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\ue000', '😀', 'Z'), minLength: 1, maxLength: 6 })

// What a page must hold, computed without any cleverness.
function entriesOf(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const entries = [...new Set(keys)]
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      return end < 0 ? `key ${key}` : `group ${key.slice(0, end + delimiter.length)}`
    })
  return [...new Set(entries)].sort()
}

describe('the sorted keys of a bucket', () => {
  it('stay sorted by adding and removing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), aKey)), fc.array(aKey), (steps, initial) => {
        const expected = new Set(initial)
        const sorted = new SortedKeys(expected)
        for (const [adds, key] of steps) {
          expected[adds ? 'add' : 'delete'](key)
          sorted[adds ? 'add' : 'remove'](key)
        }
        const keys = Array.from({ length: expected.size + 1 }, (_, index) => sorted.at(index))
        expect(keys).to.deep.equal([...[...expected].sort(byBytes), undefined])
      }),
    )
  })

  it('give each key and each common prefix exactly once, whatever the size of a page', () => {
    const aRequest = fc.record({
      prefix: fc.constantFrom('', 'a', 'a/', '/'),
      delimiter: fc.constantFrom('', '/', 'b'),
      keysMax: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(aKey), aRequest, (keys, request) => {
        const entries: string[] = []
        let after: string | undefined = ''
        while (after !== undefined) {
          const page = listPage(new SortedKeys(new Set(keys)), { ...request, after })
          entries.push(...page.keys.map((key) => `key ${key}`), ...page.commonPrefixes.map((group) => `group ${group}`))
          after = page.next
        }
        expect(entries.sort()).to.deep.equal(entriesOf(keys, request.prefix, request.delimiter))
      }),
    )
  })
})

describe('listing of the local S3', () => {
  const aws = useAws()
  const keys = ['a', 'a/', 'a/1', 'a/2/x', 'a/2/y', 'a b', 'B', 'b/1', 'é', '\ue000', '😀']

  let putSinceMs = 0

  before(() => {
    // S3 dates objects by the second.
    putSinceMs = Math.floor(Date.now() / 1000) * 1000
    return Promise.all(keys.map((Key) => aws().s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }))))
  })

  const list = async (options: Partial<ListObjectsV2CommandInput> = {}) => {
    const answer = await aws().s3.send(new ListObjectsV2Command({ Bucket: bucket, ...options }))
    const { Contents = [], CommonPrefixes = [] } = answer
    return { ...answer, keys: Contents.map(({ Key }) => Key), groups: CommonPrefixes.map(({ Prefix }) => Prefix) }
  }

  it('gives what belongs to an object', async () => {
    const { Contents } = await list({ Prefix: 'a/1' })
    expect(Contents?.[0]?.LastModified?.getTime()).to.be.within(putSinceMs, Date.now())
    expect(Contents?.[0]).to.deep.include({ Key: 'a/1', Size: 3, ETag: `"${md5('a/1')}"` })
  })

  it('orders by bytes, and filters by prefix, delimiter and start', async () => {
    expect((await list()).keys).to.deep.equal([
      'B',
      'a',
      'a b',
      'a/',
      'a/1',
      'a/2/x',
      'a/2/y',
      'b/1',
      'é',
      '\ue000',
      '😀',
    ])
    expect(await list({ Prefix: 'a/', Delimiter: '/' })).to.deep.include({ keys: ['a/', 'a/1'], groups: ['a/2/'] })
    expect(await list({ Delimiter: '/' })).to.deep.include({
      keys: ['B', 'a', 'a b', 'é', '\ue000', '😀'],
      groups: ['a/', 'b/'],
      KeyCount: 8,
    })
    expect((await list({ StartAfter: 'a/2/x' })).keys).to.deep.equal(['a/2/y', 'b/1', 'é', '\ue000', '😀'])
  })

  it('goes on with a token, also after keys were removed', async () => {
    const found: unknown[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await list({ Delimiter: '/', MaxKeys: 1, ...(ContinuationToken && { ContinuationToken }) })
      expect(page.KeyCount).to.equal(1)
      found.push(...page.keys, ...page.groups)
      ContinuationToken = page.NextContinuationToken
      await aws().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'B' }))
    } while (ContinuationToken)
    expect(found).to.deep.equal(['B', 'a', 'a b', 'a/', 'b/', 'é', '\ue000', '😀'])
  })

  it('encodes keys on request, and lists in the old way, too', async () => {
    expect((await list({ EncodingType: 'url', Prefix: 'a b' })).keys).to.deep.equal(['a+b'])
    const first = await aws().s3.send(new ListObjectsCommand({ Bucket: bucket, Delimiter: '/', MaxKeys: 3 }))
    expect(first).to.include({ IsTruncated: true, NextMarker: 'a/' })
    const next = { Bucket: bucket, Delimiter: '/', Marker: first.NextMarker }
    const second = await aws().s3.send(new ListObjectsCommand(next))
    expect(second.CommonPrefixes).to.deep.equal([{ Prefix: 'b/' }])
  })

  it('gives nothing for no keys, and errors for nonsense', async () => {
    expect(await list({ MaxKeys: 0 })).to.deep.include({ keys: [], IsTruncated: false })
    expect(await errorOf(list({ MaxKeys: -1 }))).to.include({ name: 'InvalidArgument' })
    expect(await errorOf(list({ Bucket: 'no-such-bucket' }))).to.include({ name: 'NoSuchBucket', status: 404 })
  })
})
