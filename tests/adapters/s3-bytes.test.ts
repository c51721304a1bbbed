import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'
import { s3Bytes } from '../../shared/adapters/aws/s3-bytes.ts'
import type { ObjectBytes } from '../../shared/ports/source.ts'
import { bucket, useAws } from '../local/aws/support.ts'
import { observed } from '../rules/fixtures.ts'

async function read(bytes: ObjectBytes): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of await bytes.open()) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('the bytes of an object', () => {
  const aws = useAws()
  const put = (Key: string, Body: string) => aws().s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))
  const rejection = (call: Promise<unknown>) => call.then(undefined, (thrown: unknown) => thrown)

  it('are those that were looked at, as often as they are opened', async () => {
    await put('shoot/ü ?.jpg', 'one')
    const source = s3Source(aws().s3, bucket, ...HEADS_ONLY)
    const object = await source.observe('shoot/ü ?.jpg')
    if (object.state !== 'present') throw new Error('expected the object')
    const bytes = s3Bytes(aws().s3, bucket, 'shoot/ü ?.jpg', object)
    expect(bytes).to.include({ name: 'ü ?.jpg', sizeBytes: 3, md5: object.etag })
    expect([await read(bytes), await read(bytes)]).to.deep.equal(['one', 'one'])
    expect(await source.locate('a.jpg', object, 'stream')).to.include({ name: 'a.jpg' })
  })

  it('are none where another write has come, or the object has gone', async () => {
    await put('b.jpg', 'one')
    const other = s3Bytes(aws().s3, bucket, 'b.jpg', observed({ etag: '0'.repeat(32) }))
    const gone = s3Bytes(aws().s3, bucket, 'gone.jpg', observed())
    for (const bytes of [other, gone]) {
      expect(await rejection(bytes.open())).to.include({ code: 'moving', kind: 'waiting', effect: 'none' })
    }
  })

  it('have no MD5 where the ETag is none', () => {
    const bytes = s3Bytes(aws().s3, bucket, 'a.jpg', observed({ etag: 'x-2', etagIsMd5: false }))
    expect(bytes.md5).to.equal(undefined)
  })

  it('that S3 does not give are its trouble', async () => {
    const bytes = s3Bytes(aws().s3, 'no-such-bucket', 'a.jpg', observed())
    expect(await rejection(bytes.open())).to.include({ code: 's3-NoSuchBucket', scope: 'source' })
  })
})
