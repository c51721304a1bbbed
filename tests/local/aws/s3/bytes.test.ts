import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { bucket, contentOf, errorOf, useAws, useDirectory } from '../support.ts'

const Bucket = bucket
const PART = 5 * 2 ** 20

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

describe('bytes of the local S3', () => {
  const directory = useDirectory()
  const aws = useAws({ dataDirectory: directory })
  const bodies = () =>
    readdirSync(directory(), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.body'))
  const putBare = (key: string, body: Buffer, headers: Record<string, string> = {}) =>
    fetch(`${aws().endpoint}/${bucket}/${key}`, { method: 'PUT', body, headers })

  async function begin(Key: string) {
    const { UploadId } = await aws().s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const part = async (PartNumber: number, Body: Buffer) =>
      (await aws().s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))).ETag
    const complete = (Parts: readonly { PartNumber: number; ETag: string | undefined }[]) =>
      aws().s3.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: [...Parts] } }),
      )
    return { UploadId, part, complete }
  }

  it('are compared with their Content-MD5, and nothing is left of those that differ', async () => {
    const before = bodies()
    const wrong = await putBare('md5', Buffer.from('content'), { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' })
    expect([wrong.status, await wrong.text()].join()).to.match(/^400,.*BadDigest/s)
    expect(bodies()).to.deep.equal(before)
    const right = Buffer.from(md5(Buffer.from('content')), 'hex').toString('base64')
    expect((await putBare('md5', Buffer.from('content'), { 'content-md5': right })).status).to.equal(200)
  })

  it('are refused where their length is not told before', async () => {
    const body = new Blob(['content']).stream()
    const answer = await fetch(`${aws().endpoint}/${bucket}/long`, { method: 'PUT', body, duplex: 'half' })
    expect([answer.status, await answer.text()].join()).to.match(/^411,.*MissingContentLength/s)
    expect((await errorOf(contentOf(aws(), 'long'))).name).to.equal('NoSuchKey')
  })

  it('are refused in chunks that break off, and nothing is left of them', async () => {
    const before = bodies()
    const { status } = await putBare('cut', Buffer.from('9\r\n1234'), { 'content-encoding': 'aws-chunked' })
    expect(status).to.equal(400)
    expect((await errorOf(contentOf(aws(), 'cut'))).name).to.equal('NoSuchKey')
    expect(bodies()).to.deep.equal(before)
  })

  it('of parts are gone with an upload that is aborted, and with parts that are replaced or not named', async () => {
    const before = bodies().length
    const aborted = await begin('aborted')
    await aborted.part(1, randomBytes(10))
    await aborted.part(1, randomBytes(20))
    expect(bodies()).to.have.lengthOf(before + 1)
    await aws().s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: aborted.UploadId }))
    expect(bodies()).to.have.lengthOf(before)
    const completed = await begin('completed')
    const ETag = await completed.part(2, Buffer.from('named'))
    await completed.part(3, Buffer.from('not named'))
    await completed.complete([{ PartNumber: 2, ETag }])
    expect(bodies()).to.have.lengthOf(before + 1)
    expect(await contentOf(aws(), 'completed')).to.equal('named')
  })

  it('of parts are refused out of order, with another ETag, and where one but the last is small', async () => {
    const { part, complete } = await begin('refused')
    const [one, two] = [await part(1, Buffer.from('small')), await part(2, Buffer.from('last'))]
    const refusals = [
      [
        { PartNumber: 2, ETag: two },
        { PartNumber: 1, ETag: one },
      ],
      [{ PartNumber: 1, ETag: two }],
      [{ PartNumber: 7, ETag: one }],
      [
        { PartNumber: 1, ETag: one },
        { PartNumber: 2, ETag: two },
      ],
    ].map(async (parts) => (await errorOf(complete(parts))).name)
    const names = ['InvalidPartOrder', 'InvalidPart', 'InvalidPart', 'EntityTooSmall']
    expect(await Promise.all(refusals)).to.deep.equal(names)
    await complete([{ PartNumber: 1, ETag: one }])
    expect(await contentOf(aws(), 'refused')).to.equal('small')
  })

  it('come in ranges over several parts, by part, and from a part that is a copy', async () => {
    const [first, second] = [randomBytes(PART + 1), randomBytes(1000)]
    const source = await begin('source')
    const etags = [await source.part(1, first), await source.part(5, second)]
    await source.complete([1, 5].map((PartNumber, index) => ({ PartNumber, ETag: etags[index] })))
    const get = async (more: object) => {
      const { Body } = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'source', ...more }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    }
    const whole = Buffer.concat([first, second])
    const range = { Range: `bytes=${PART - 3}-${PART + 10}` }
    expect(await get(range)).to.deep.equal(whole.subarray(PART - 3, PART + 11))
    expect(await get({ PartNumber: 5 })).to.deep.equal(second)
    const copied = await begin('copied')
    const copy = { Bucket, Key: 'copied', UploadId: copied.UploadId, PartNumber: 1, CopySource: `${bucket}/source` }
    const command = new UploadPartCopyCommand({ ...copy, CopySourceRange: `bytes=${PART - 3}-${PART + 10}` })
    const { CopyPartResult } = await aws().s3.send(command)
    expect(CopyPartResult?.ETag).to.equal(`"${md5(whole.subarray(PART - 3, PART + 11))}"`)
    const beyond = new UploadPartCopyCommand({ ...copy, CopySourceRange: `bytes=0-${whole.length}` })
    expect((await errorOf(aws().s3.send(beyond))).name).to.equal('InvalidArgument')
  })

  it('are not sent where the client has them, or something else is there', async () => {
    await putBare('conditional', Buffer.from('content'))
    const ETag = `"${md5(Buffer.from('content'))}"`
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${aws().endpoint}/${bucket}/conditional`, { headers })).status
    const later = new Date(Date.parse('2100-01-01')).toUTCString()
    const earlier = new Date(0).toUTCString()
    const statuses = [
      await status({ 'if-none-match': ETag }),
      await status({ 'if-none-match': '"other"', 'if-modified-since': later }),
      await status({ 'if-match': '"other"' }),
      await status({ 'if-match': ETag, 'if-unmodified-since': earlier }),
      await status({ 'if-unmodified-since': earlier }),
      await status({ 'if-modified-since': later }),
      await status({ range: 'bytes=7-' }),
    ]
    expect(statuses).to.deep.equal([304, 200, 412, 200, 412, 304, 416])
  })

  it('of a form become the object that it names, and are refused without a name', async () => {
    const form = new FormData()
    for (const [name, value] of [
      ['key', 'forms/$' + '{filename}'],
      ['Content-Type', 'image/png'],
      ['x-amz-meta-by', 'me'],
    ] as const)
      form.set(name, value)
    form.set('success_action_status', '201')
    form.set('file', new Blob([randomBytes(300_000)]), 'a b.png')
    const answer = await fetch(`${aws().endpoint}/${bucket}`, { method: 'POST', body: form })
    expect([answer.status, await answer.text()].join()).to.match(/^201,.*<Key>forms\/a b.png<\/Key>/s)
    const object = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'forms/a b.png' }))
    object.Body?.transformToByteArray()
    expect(object).to.deep.include({ ContentType: 'image/png', ContentLength: 300_000, Metadata: { by: 'me' } })
    const before = bodies()
    const nameless = new FormData()
    nameless.set('file', new Blob(['content']))
    const { status } = await fetch(`${aws().endpoint}/${bucket}`, { method: 'POST', body: nameless })
    expect([status, bodies()]).to.deep.equal([400, before])
  })

  it('of a copy stay when the original goes', async () => {
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'original', Body: 'first' }))
    const headers = { 'x-amz-copy-source': `/${bucket}/original` }
    await fetch(`${aws().endpoint}/${bucket}/its-copy`, { method: 'PUT', headers })
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'original', Body: 'second' }))
    expect(await contentOf(aws(), 'its-copy')).to.equal('first')
  })
})
