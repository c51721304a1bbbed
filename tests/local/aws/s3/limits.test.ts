import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { type Aws, bucket as Bucket, connect, errorOf, useAws, useDirectory } from '../support.ts'

const GIBIBYTE = 2 ** 30
const TOO_LARGE = 'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120'

/** Makes an object of the local S3 that is on disk as large as it is said to be: of zeros, which take no room. */
function stretch(directory: string, key: string, bytes: number): void {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
  for (const path of paths.filter((name) => /objects-.*\.json$/.test(name))) {
    const object = JSON.parse(readFileSync(path, 'utf8'))
    if (object.key !== key) continue
    const [{ file }] = object.bodyFiles
    truncateSync(join(dirname(path), file), bytes)
    writeFileSync(path, JSON.stringify({ ...object, contentLength: bytes, bodyFiles: [{ file, bytes }] }))
  }
}

describe('what the local S3 copies in one request', () => {
  const directory = useDirectory()
  let aws: Aws
  before(async () => {
    const first = await connect({ dataDirectory: directory() })
    await first.s3.send(new CreateBucketCommand({ Bucket }))
    for (const Key of ['largest', 'larger']) await first.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    await first.stop()
    stretch(directory(), 'largest', 5 * GIBIBYTE)
    stretch(directory(), 'larger', 5 * GIBIBYTE + 1)
    aws = await connect({ dataDirectory: directory() })
  })
  after(() => aws.stop())

  const copy = (source: string) =>
    aws.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${source}` }))

  it('is an object of 5 GiB', async () => {
    await copy('largest')
    const { ContentLength } = await aws.s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))
    expect(ContentLength).to.equal(5 * GIBIBYTE)
  })

  it('is no larger one, and nothing changes', async () => {
    expect(await errorOf(copy('larger'))).to.deep.equal({ name: 'InvalidRequest', message: TOO_LARGE, status: 400 })
    const { ContentLength } = await aws.s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))
    expect(ContentLength).to.equal(5 * GIBIBYTE)
  })

  it('is no larger part, whole or as a range, but a smaller range of such an object', async () => {
    const { UploadId } = await aws.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
    const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1, CopySource: `${Bucket}/larger` }
    const copyPart = (more: object) => aws.s3.send(new UploadPartCopyCommand({ ...part, ...more }))
    for (const more of [{}, { CopySourceRange: `bytes=0-${5 * GIBIBYTE}` }])
      expect(await errorOf(copyPart(more))).to.deep.equal({ name: 'InvalidRequest', message: TOO_LARGE, status: 400 })
    await copyPart({ CopySourceRange: `bytes=${5 * GIBIBYTE - 9}-${5 * GIBIBYTE}` })
  })
})

describe('what the local S3 takes of a form, a tag and a policy', () => {
  const aws = useAws()

  async function post(fields: Readonly<Record<string, string>>): Promise<string> {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', new Blob(['content']), 'name')
    const answer = await fetch(`${aws().endpoint}/${Bucket}`, { method: 'POST', body: form })
    return `${answer.status} ${/<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? ''}`
  }

  it('is a key of 1,024 bytes, with the name of the file in it', async () => {
    const place = '$' + '{filename}'
    expect(await post({ key: `${'é'.repeat(510)}${place}` })).to.equal('204 ')
    expect(await post({ key: `${'é'.repeat(511)}${place}` })).to.equal('400 KeyTooLongError')
  })

  it('is metadata of 2 KB', async () => {
    const meta = (bytes: number) => ({ key: 'meta', 'X-Amz-Meta-abc': 'v'.repeat(bytes - 3) })
    expect(await post(meta(2048))).to.equal('204 ')
    expect(await post(meta(2049))).to.equal('400 MetadataTooLarge')
  })

  it('is a tag of the characters that AWS allows', async () => {
    const put = (tag: string) =>
      aws().s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'tag',
          Body: 'x',
          Tagging: new URLSearchParams({ [tag]: tag }).toString(),
        }),
      )
    await put('Größe 10 + - = . _ : / @ 日本')
    for (const character of [',', '(', '<', '&', '"', '\n', '*'])
      expect((await errorOf(put(`a${character}b`))).name, character).to.equal('InvalidTag')
  })

  it('is a policy of 20 KB', async () => {
    const put = (bytes: number) => {
      const empty = JSON.stringify({ Version: '2012-10-17', Id: '', Statement: [] })
      return aws().s3.send(
        new PutBucketPolicyCommand({
          Bucket,
          Policy: empty.replace('"Id":""', `"Id":"${'x'.repeat(bytes - empty.length)}"`),
        }),
      )
    }
    await put(20 * 1024)
    expect(await errorOf(put(20 * 1024 + 1))).to.include({ name: 'PolicyTooLarge', status: 400 })
  })
})
