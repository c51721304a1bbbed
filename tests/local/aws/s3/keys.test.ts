import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { bucket, connect, contentOf, errorOf, useAws, useDirectory } from '../support.ts'

// Keys that a file system could not hold under their own names, or that are easily misread on their way.
const uglyKeys = [
  'a',
  'a/b',
  'a/b/c',
  'folder/',
  'folder/file',
  '/leading',
  '//',
  '../../../../outside',
  'a/../../../outside',
  '.',
  '..',
  './a',
  'trailing/..',
  'a.meta.json',
  'space and + plus',
  'percent %25 %2F %zz 100%',
  'query?versionId=1&x=y#fragment',
  'quotes"\'`<&>&amp;',
  'colon: semi; comma, at@ dollar$ equals= star* back\\slash pipe|',
  'line\nfeed\rreturn\ttab',
  'e\u0301 é ü 日本 😀',
  '\uffff after the surrogates in UTF-16',
  'prototype __proto__ constructor',
  '__proto__',
  `${'long/'.repeat(4)}${'x'.repeat(1004)}`,
  'é'.repeat(512),
  'file.txt'.repeat(40),
]

for (const kind of ['memory', 'disk'] as const) {
  describe(`ugly keys of the local S3 in ${kind}`, () => {
    const directory = useDirectory()
    const aws = useAws(kind === 'disk' ? { dataDirectory: () => join(directory(), 'data') } : {})

    const listAll = async () => {
      const { Contents = [], KeyCount } = await aws().s3.send(new ListObjectsV2Command({ Bucket: bucket }))
      expect(KeyCount).to.equal(Contents.length)
      return Contents.map(({ Key = '' }) => Key)
    }

    it('keeps them apart, each with its content', async () => {
      for (const Key of uglyKeys) {
        await aws().s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: `content of ${Key}` }))
      }
      for (const Key of uglyKeys) {
        expect(await contentOf(aws(), Key)).to.equal(`content of ${Key}`)
        const { ContentLength } = await aws().s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))
        expect(ContentLength).to.equal(Buffer.byteLength(`content of ${Key}`))
      }
      expect(readdirSync(dirname(directory())).filter((name) => name.includes('outside'))).to.deep.equal([])
      expect(readdirSync(directory())).to.deep.equal(kind === 'disk' ? ['data'] : [])
    })

    it('lists them in the order of their bytes', async () => {
      const sorted = [...uglyKeys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
      expect(await listAll()).to.deep.equal(sorted)
    })

    it('copies and deletes them, each alone', async () => {
      for (const Key of uglyKeys) {
        const CopySource = `${bucket}/${encodeURIComponent(Key)}`
        await aws().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource }))
        expect(await contentOf(aws(), 'copy')).to.equal(`content of ${Key}`)
        await aws().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
        expect(await errorOf(aws().s3.send(new GetObjectCommand({ Bucket: bucket, Key })))).to.include({
          name: 'NoSuchKey',
        })
      }
      expect(await listAll()).to.deep.equal(['copy'])
    })

    it('refuses a key that is too long', async () => {
      const command = new PutObjectCommand({ Bucket: bucket, Key: 'é'.repeat(513), Body: 'x' })
      expect(await errorOf(aws().s3.send(command))).to.include({ name: 'KeyTooLongError', status: 400 })
    })
  })
}

describe('ugly keys over a restart of the local S3', () => {
  const directory = useDirectory()

  it('stay as they are', async () => {
    const first = await connect({ dataDirectory: directory() })
    await first.s3.send(new CreateBucketCommand({ Bucket: bucket }))
    for (const Key of uglyKeys) await first.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Key }))
    await first.stop()
    const second = await connect({ dataDirectory: directory() })
    for (const Key of uglyKeys) expect(await contentOf(second, Key)).to.equal(Key)
    await second.stop()
  })
})
