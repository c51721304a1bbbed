import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { expect } from 'chai'
import { bucket, connect, errorOf, useAws, useDirectory } from '../support.ts'

const Bucket = bucket
/** The check values of these algorithms are those of the nine digits. */
const DIGITS = Buffer.from('123456789')
const CRC64NVME = Buffer.from('ae8b14860a799888', 'hex').toString('base64')
const CRC32C = Buffer.from('e3069283', 'hex').toString('base64')
const CRC32 = Buffer.from('cbf43926', 'hex').toString('base64')
const SHA256 = createHash('sha256').update(DIGITS).digest('base64')
const HALF = 5 * 2 ** 20

describe('checksums of the local S3', () => {
  const directory = useDirectory()
  const aws = useAws({ dataDirectory: directory })

  /** Puts bytes without any checksum, as FTP servers and curl do. */
  const putBare = (key: string, body = DIGITS, headers: Record<string, string> = {}) =>
    fetch(`${aws().endpoint}/${bucket}/${key}`, { method: 'PUT', body, headers })
  const head = (Key: string) => aws().s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))

  /** Uploads bytes in two parts. */
  async function uploadInParts(
    Key: string,
    body: Buffer,
    choice: { ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType?: ChecksumType } = {},
  ) {
    const { s3 } = aws()
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...choice }))
    const Parts: CompletedPart[] = []
    for (const [index, Body] of [body.subarray(0, HALF), body.subarray(HALF)].entries()) {
      const part = { Bucket, Key, UploadId, PartNumber: index + 1, Body }
      const { ETag, ChecksumSHA256 } = await s3.send(
        new UploadPartCommand({ ...part, ChecksumAlgorithm: choice.ChecksumAlgorithm }),
      )
      Parts.push({ PartNumber: index + 1, ETag, ChecksumSHA256 })
    }
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
  }

  it('are CRC64NVME of the whole object where the client chose none, and told only where they are asked for', async () => {
    await putBare('bare')
    expect(await head('bare')).to.include({ ChecksumCRC64NVME: CRC64NVME, ChecksumType: 'FULL_OBJECT' })
    const silent = await aws().s3.send(new HeadObjectCommand({ Bucket, Key: 'bare' }))
    expect(silent).not.to.have.any.keys('ChecksumCRC64NVME', 'ChecksumType')
  })

  for (const [algorithm, field, value] of [
    ['CRC64NVME', 'ChecksumCRC64NVME', CRC64NVME],
    ['CRC32C', 'ChecksumCRC32C', CRC32C],
    ['CRC32', 'ChecksumCRC32', CRC32],
    ['SHA256', 'ChecksumSHA256', SHA256],
  ] as const) {
    it(`are ${algorithm} where the client chose that, and copies have it too`, async () => {
      await aws().s3.send(new PutObjectCommand({ Bucket, Key: algorithm, Body: DIGITS, ChecksumAlgorithm: algorithm }))
      await aws().s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${bucket}/${algorithm}` }))
      for (const key of [algorithm, 'copy']) {
        expect(await head(key)).to.include({ [field]: value, ChecksumType: 'FULL_OBJECT' })
      }
    })

    it(`are compared with what the client says, by ${algorithm}`, async () => {
      const wrong = { [`x-amz-checksum-${algorithm.toLowerCase()}`]: Buffer.from('wrong').toString('base64') }
      const refused = await putBare('wrong', DIGITS, wrong)
      expect([refused.status, await refused.text()].join()).to.match(/^400,.*BadDigest/s)
      expect((await errorOf(head('wrong'))).name).to.equal('NotFound')
    })
  }

  it('are compared with what the client says after a stream', async () => {
    const Body = Readable.from([DIGITS])
    const put = { Bucket, Key: 'stream', Body, ContentLength: DIGITS.length, ChecksumAlgorithm: 'CRC64NVME' } as const
    await aws().s3.send(new PutObjectCommand(put))
    expect(await head('stream')).to.include({ ChecksumCRC64NVME: CRC64NVME })
    const chunks = `9\r\n${DIGITS}\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`
    const headers = { 'content-encoding': 'aws-chunked', 'x-amz-trailer': 'x-amz-checksum-crc32' }
    expect((await putBare('wrong', Buffer.from(chunks), headers)).status).to.equal(400)
  })

  it('are of the whole object also where it came in parts, and the same of a copy with another ETag', async () => {
    const body = randomBytes(HALF + 1)
    await uploadInParts('parts', body, { ChecksumAlgorithm: 'CRC64NVME' })
    await putBare('whole', body)
    await aws().s3.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${bucket}/parts` }))
    const [parts, whole, copied] = await Promise.all(['parts', 'whole', 'copied'].map(head))
    expect(parts).to.include({ ChecksumType: 'FULL_OBJECT' })
    expect(parts?.ChecksumCRC64NVME).to.equal(whole?.ChecksumCRC64NVME).and.to.equal(copied?.ChecksumCRC64NVME)
    expect(parts?.ETag).to.match(/-2"$/)
    expect(copied?.ETag).to.equal(whole?.ETag)
  })

  it('are put together from those of the parts by other algorithms, and are of the whole in a copy', async () => {
    const body = randomBytes(HALF + 1)
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
    await uploadInParts('sha', body, { ChecksumAlgorithm: 'SHA256' })
    const composite = sha(Buffer.concat([sha(body.subarray(0, HALF)), sha(body.subarray(HALF))])).toString('base64')
    expect(await head('sha')).to.include({ ChecksumSHA256: `${composite}-2`, ChecksumType: 'COMPOSITE' })
    await aws().s3.send(new CopyObjectCommand({ Bucket, Key: 'sha copy', CopySource: `${bucket}/sha` }))
    expect(await head('sha copy')).to.include({
      ChecksumSHA256: sha(body).toString('base64'),
      ChecksumType: 'FULL_OBJECT',
    })
    await uploadInParts('crc', body, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })
    expect(await head('crc')).to.include({ ChecksumType: 'FULL_OBJECT' })
  })

  it('that are put together have to be told for each part, with it and in the end', async () => {
    const { s3 } = aws()
    const place = { Bucket, Key: 'told' }
    const upload = await s3.send(new CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'SHA256' }))
    const part = { ...place, UploadId: upload.UploadId, PartNumber: 1, Body: DIGITS }
    expect(await errorOf(s3.send(new UploadPartCommand(part)))).to.include({ name: 'InvalidRequest' })
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'SHA256' }))
    const complete = (named: CompletedPart) => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ...named }] }
      return s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId: upload.UploadId, MultipartUpload }))
    }
    const { name, message } = await errorOf(complete({}))
    expect(`${name}: ${message}`).to.match(/^InvalidRequest: .*must include the checksum for each part.* for part 1 /)
    const other = createHash('sha256').update('other').digest('base64')
    expect(await errorOf(complete({ ChecksumSHA256: other }))).to.include({ name: 'InvalidPart' })
    expect(await complete({ ChecksumSHA256: SHA256 })).to.include({ ChecksumType: 'COMPOSITE' })
  })

  it('go with what the AWS SDK does by itself, up and down', async () => {
    const Body = randomBytes(HALF + 1)
    await new Upload({ client: aws().s3, params: { Bucket, Key: 'sdk', Body }, partSize: HALF }).done()
    const { Body: stream } = await aws().s3.send(new GetObjectCommand({ Bucket, Key: 'sdk' }))
    expect(Buffer.from((await stream?.transformToByteArray()) ?? []).equals(Body)).to.equal(true)
    expect(await head('sdk')).to.have.property('ChecksumType')
  })

  it('are those of the object that is there, while it changes', async () => {
    const sums = new Map<string, string | undefined>()
    for (const text of ['one', 'two']) {
      await putBare('moving', Buffer.from(text))
      const { ETag = '', ChecksumCRC64NVME } = await head('moving')
      sums.set(ETag, ChecksumCRC64NVME)
    }
    const writes = Array.from({ length: 20 }, (_, index) => putBare('moving', Buffer.from(index % 2 ? 'one' : 'two')))
    const looks = await Promise.all(Array.from({ length: 20 }, () => head('moving')))
    await Promise.all(writes)
    for (const { ETag = '', ChecksumCRC64NVME } of looks) expect(ChecksumCRC64NVME).to.equal(sums.get(ETag))
  })

  it('are the same after a restart', async () => {
    await putBare('kept')
    await aws().s3.send(new PutObjectCommand({ Bucket, Key: 'kept sha', Body: DIGITS, ChecksumAlgorithm: 'SHA256' }))
    const again = await connect({ dataDirectory: directory() })
    const look = (Key: string) => again.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
    expect(await look('kept')).to.include({ ChecksumCRC64NVME: CRC64NVME })
    expect(await look('kept sha')).to.include({ ChecksumSHA256: SHA256 })
    await again.stop()
  })
})
