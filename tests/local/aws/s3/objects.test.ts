import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect } from 'chai'
import { decodeHeaderText } from '../../../../shared/adapters/aws/header-text.ts'
import { bucket, contentOf, errorOf, filesIn, useAws, useDirectory } from '../support.ts'

const mebibyte = 2 ** 20

describe('objects of the local S3', () => {
  const directory = useDirectory()
  const aws = useAws({ dataDirectory: directory })
  const Bucket = bucket

  for (const ContentType of ['image/jpeg', 'text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
    it(`keeps bytes of the type ${ContentType}`, async () => {
      const Body = Buffer.from('{"a=b&c":\u0000é}')
      await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'typed', Body, ContentType }))
      const answer = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'typed' }))
      expect(Buffer.from((await answer.Body?.transformToByteArray()) ?? [])).to.deep.equal(Body)
      expect(answer.ContentType).to.equal(ContentType)
      const head = await aws().s3.send(new HeadObjectCommand({ Bucket, Key: 'typed' }))
      expect(head).to.include({ ContentType, ContentLength: Body.length })
    })
  }

  it('takes an object without a body or a type', async () => {
    const { status } = await fetch(`${aws().endpoint}/${bucket}/empty/`, { method: 'PUT' })
    expect(status).to.equal(200)
    const head = await aws().s3.send(new HeadObjectCommand({ Bucket, Key: 'empty/' }))
    expect(head).to.include({ ContentLength: 0, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' })
  })

  it('takes large objects at once, in ranges and in parts', async () => {
    const Body = randomBytes(64 * mebibyte)
    const md5 = createHash('md5').update(Body).digest('hex')
    const { ETag } = await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body }))
    expect(ETag).to.equal(`"${md5}"`)
    const range = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'large', Range: 'bytes=-10' }))
    expect(Buffer.from((await range.Body?.transformToByteArray()) ?? [])).to.deep.equal(Body.subarray(-10))
    const params = { Bucket, Key: 'parts', Body, Metadata: { kept: 'yes' } }
    const { ETag: ofParts } = await new Upload({ client: aws().s3, partSize: 16 * mebibyte, params }).done()
    expect(ofParts).to.match(/^"[0-9a-f]{32}-4"$/)
    const whole = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'parts' }))
    const bytes = (await whole.Body?.transformToByteArray()) ?? new Uint8Array()
    expect(createHash('md5').update(bytes).digest('hex')).to.equal(md5)
    expect(whole.Metadata).to.deep.equal({ kept: 'yes' })
  })

  it('takes a stream, which comes in signed chunks', async () => {
    const content = 'chunk of content\r\n'.repeat(10_000)
    const Body = Readable.from([content.slice(0, 1000), content.slice(1000)].map((text) => Buffer.from(text)))
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: content.length }))
    expect(await contentOf(aws(), 'stream')).to.equal(content)
    const { ContentEncoding } = await aws().s3.send(new HeadObjectCommand({ Bucket, Key: 'stream' }))
    expect(ContentEncoding).to.equal(undefined)
  })

  it('refuses what is too large, as S3 does', async () => {
    const { port } = aws()
    const headers = { 'content-length': 6 * 2 ** 30 }
    const request = httpRequest({ host: '127.0.0.1', port, method: 'PUT', path: `/${bucket}/huge`, headers })
    request.on('error', () => {})
    request.flushHeaders()
    const body = await new Promise<string>((resolve) => {
      request.on('response', (response) => response.setEncoding('utf8').on('data', resolve))
    })
    request.destroy()
    expect(body).to.contain('<Code>EntityTooLarge</Code>')
  })

  it('stores nothing of a transfer that broke', async () => {
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'broken', Body: 'whole' }))
    for (const headers of [{ 'content-length': 1000 }, { 'transfer-encoding': 'chunked' }]) {
      const options = { host: '127.0.0.1', port: aws().port, method: 'PUT', path: `/${bucket}/broken`, headers }
      const request = httpRequest(options)
      const closed = new Promise((resolve) => request.on('close', resolve))
      request.on('error', () => {})
      await new Promise<void>((resolve) => request.write('half', () => resolve()))
      request.destroy()
      await closed
      expect(await contentOf(aws(), 'broken')).to.equal('whole')
    }
  })

  it('sets headers of a download by its URL', async () => {
    const name = 'attachment; filename="a.txt"'
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'download', Body: 'content' }))
    const command = { Bucket, Key: 'download', ResponseContentDisposition: name, ResponseContentType: 'text/html' }
    const answer = await aws().s3.send(new GetObjectCommand(command))
    expect(answer).to.include({ ContentDisposition: name, ContentType: 'text/html' })
  })

  it('refuses to copy an object to itself unless something changes', async () => {
    const self = { Bucket, Key: 'self', CopySource: `${bucket}/self` }
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'self', Body: 'content' }))
    expect(await errorOf(aws().s3.send(new CopyObjectCommand(self)))).to.include({ name: 'InvalidRequest' })
    await aws().s3.send(new CopyObjectCommand({ ...self, MetadataDirective: 'REPLACE', Metadata: { new: 'yes' } }))
    const { Metadata } = await aws().s3.send(new HeadObjectCommand({ Bucket, Key: 'self' }))
    expect(Metadata).to.deep.equal({ new: 'yes' })
    expect(await contentOf(aws(), 'self')).to.equal('content')
  })

  it('completes only an upload of that key, and only with parts', async () => {
    const create = new CreateMultipartUploadCommand({ Bucket, Key: 'upload' })
    const { UploadId } = await aws().s3.send(create)
    const complete = (Key: string) =>
      aws().s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: [] } }))
    expect(await errorOf(complete('other'))).to.include({ name: 'NoSuchUpload' })
    expect(await errorOf(complete('upload'))).to.include({ name: 'MalformedXML' })
    await aws().s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'upload', UploadId }))
    const part = new UploadPartCommand({ Bucket, Key: 'upload', UploadId, PartNumber: 1, Body: 'x' })
    expect(await errorOf(aws().s3.send(part))).to.include({ name: 'NoSuchUpload' })
    expect(await errorOf(contentOf(aws(), 'upload'))).to.include({ name: 'NoSuchKey' })
  })

  it('deletes nothing for a form that is none', async () => {
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'safe', Body: 'content' }))
    const body = '<Delete><Object><Key>safe</Key></Object></Delete>'
    const { status } = await fetch(`${aws().endpoint}/${bucket}`, { method: 'POST', body })
    expect(status).to.equal(400)
    expect(await contentOf(aws(), 'safe')).to.equal('content')
  })

  it('leaves no file behind', async () => {
    const Bucket = 'short-lived'
    const before = filesIn(directory())
    await aws().s3.send(new CreateBucketCommand({ Bucket }))
    for (const Body of ['one', 'two', 'three']) await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body }))
    // The bucket itself, and of the object its bytes and what describes them.
    expect(filesIn(directory())).to.have.lengthOf(before.length + 3)
    await aws().s3.send(new DeleteObjectCommand({ Bucket, Key: 'key' }))
    await aws().s3.send(new DeleteBucketCommand({ Bucket }))
    expect(filesIn(directory())).to.deep.equal(before)
  })

  it('returns metadata that is not ASCII as S3 does, of a copy too', async () => {
    const headers = { 'x-amz-meta-place': 'Köln', 'x-amz-meta-plain': 'a =?b?= c' }
    await fetch(`${aws().endpoint}/${bucket}/place`, { method: 'PUT', body: 'x', headers })
    await aws().s3.send(new CopyObjectCommand({ Bucket, Key: 'place copy', CopySource: `${bucket}/place` }))
    for (const Key of ['place', 'place copy']) {
      const { Metadata = {} } = await aws().s3.send(new HeadObjectCommand({ Bucket, Key }))
      expect(Metadata).to.deep.equal({ place: '=?UTF-8?B?S8O2bG4=?=', plain: 'a =?b?= c' })
      expect(decodeHeaderText(Metadata.place ?? '')).to.equal('Köln')
    }
  })

  it('takes metadata of 2 KB and no more, as S3 does', async () => {
    const put = (bytes: number) =>
      aws().s3.send(new PutObjectCommand({ Bucket, Key: 'meta', Body: 'x', Metadata: { abc: 'v'.repeat(bytes - 3) } }))
    await put(2048)
    expect(await errorOf(put(2049))).to.include({ name: 'MetadataTooLarge' })
  })

  it('says what it does not do for an object, and stores none', async () => {
    const cases = [{ StorageClass: 'GLACIER' }, { ServerSideEncryption: 'aws:kms' }] as const
    for (const more of cases) {
      const put = new PutObjectCommand({ Bucket, Key: 'unknown', Body: 'x', ...more })
      expect(await errorOf(aws().s3.send(put))).to.include({ name: 'NotImplemented' })
    }
    expect(await errorOf(contentOf(aws(), 'unknown'))).to.include({ name: 'NoSuchKey' })
  })
})
