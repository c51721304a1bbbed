import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { bucket, contentOf, errorOf, useAws } from '../support.ts'

describe('conditional writes of the local S3', () => {
  const aws = useAws()
  let count = 0
  let Key = ''

  beforeEach(() => {
    count += 1
    Key = `key ${count}`
  })

  const put = (Body: string, condition: Partial<PutObjectCommandInput> = {}) =>
    aws().s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...condition }))

  async function complete(condition: { IfNoneMatch?: string; IfMatch?: string }) {
    const { UploadId } = await aws().s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))
    const part = { Bucket: bucket, Key, UploadId, PartNumber: 1, Body: 'multipart' }
    const { ETag } = await aws().s3.send(new UploadPartCommand(part))
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    const command = { Bucket: bucket, Key, UploadId, MultipartUpload, ...condition }
    return aws().s3.send(new CompleteMultipartUploadCommand(command))
  }

  const precondition = { name: 'PreconditionFailed', status: 412 }

  it('creates only what does not exist', async () => {
    await put('first', { IfNoneMatch: '*' })
    expect(await errorOf(put('second', { IfNoneMatch: '*' }))).to.include(precondition)
    expect(await errorOf(complete({ IfNoneMatch: '*' }))).to.include(precondition)
    expect(await contentOf(aws(), Key)).to.equal('first')
    await aws().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
    await complete({ IfNoneMatch: '*' })
    expect(await contentOf(aws(), Key)).to.equal('multipart')
  })

  it('replaces only what has the expected ETag', async () => {
    expect(await errorOf(put('x', { IfMatch: '"any"' }))).to.include({ name: 'NoSuchKey', status: 404 })
    expect(await errorOf(complete({ IfMatch: '"any"' }))).to.include({ name: 'NoSuchKey', status: 404 })
    const { ETag = '' } = await put('first')
    expect(await errorOf(put('x', { IfMatch: '"other"' }))).to.include(precondition)
    await put('second', { IfMatch: ETag })
    expect(await errorOf(put('third', { IfMatch: ETag }))).to.include(precondition)
    expect(await contentOf(aws(), Key)).to.equal('second')
  })

  it('lets exactly one of many concurrent writes create an object', async () => {
    const bodies = Array.from({ length: 40 }, (_, index) => `writer ${index}`)
    const results = await Promise.allSettled(bodies.map((body) => put(body, { IfNoneMatch: '*' })))
    const winners = bodies.filter((_, index) => results[index]?.status === 'fulfilled')
    expect(winners).to.deep.equal([await contentOf(aws(), Key)])
  })

  it('lets exactly one of many concurrent writes replace an object', async () => {
    const { ETag = '' } = await put('first')
    const bodies = Array.from({ length: 40 }, (_, index) => `writer ${index}`)
    const results = await Promise.allSettled(bodies.map((body) => put(body, { IfMatch: ETag })))
    const winners = bodies.filter((_, index) => results[index]?.status === 'fulfilled')
    expect(winners).to.deep.equal([await contentOf(aws(), Key)])
  })

  it('copies only a source that has the expected ETag', async () => {
    const { ETag = '' } = await put('first')
    const copy = (condition: object) =>
      aws().s3.send(
        new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource: `${bucket}/${Key}`, ...condition }),
      )
    expect(await errorOf(copy({ CopySourceIfMatch: '"other"' }))).to.include(precondition)
    expect(await errorOf(copy({ CopySourceIfNoneMatch: ETag }))).to.include(precondition)
    await copy({ CopySourceIfMatch: ETag })
    expect(await contentOf(aws(), 'copy')).to.equal('first')
  })

  it('refuses conditions that it does not know rather than ignoring them', async () => {
    await put('first')
    const unsupported = [
      () => put('x', { IfNoneMatch: '"etag"' }),
      () => aws().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, IfMatch: '"etag"' })),
    ]
    for (const attempt of unsupported) expect(await errorOf(attempt())).to.include({ name: 'NotImplemented' })
    expect(await contentOf(aws(), Key)).to.equal('first')
  })
})
