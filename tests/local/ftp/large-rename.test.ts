import { randomBytes } from 'node:crypto'
import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { FTP_LIMITS } from '../../../local/ftp/start.ts'
import { startBucket, type TestBucket } from './bucket.ts'
import { codeOf, connect } from './clients.ts'

const MEBIBYTE = 2 ** 20
const copyBytesMax = 5 * MEBIBYTE
const tags = [
  { Key: 'Keywords', Value: 'sea/sun' },
  { Key: 'of a day', Value: '+' },
]
const described = {
  ContentType: 'video/mp4',
  ContentLanguage: 'de',
  ContentDisposition: 'inline',
  ContentEncoding: 'br',
  CacheControl: 'no-cache',
  Metadata: { author: 'me' },
}

describe('local/ftp: renaming what S3 does not copy in one request', () => {
  const content = randomBytes(11 * MEBIBYTE)
  let bucket: TestBucket
  let client: Client
  let copied: string[]
  before(async () => {
    bucket = await startBucket({ limits: { copyBytesMax } })
    client = await connect(bucket.ftp)
    bucket.s3.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (/Copy/.test(commandName)) copied.push(commandName)
          return next(args)
        },
      { step: 'initialize' },
    )
  })
  beforeEach(() => {
    copied = []
  })
  after(async () => {
    client.close()
    await bucket.stop()
  })

  async function put(Key: string): Promise<void> {
    const object = { Bucket: bucket.name, Key }
    await bucket.s3.send(new PutObjectCommand({ ...object, Body: content, ...described }))
    await bucket.s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: tags } }))
  }

  async function expectWhole(Key: string): Promise<void> {
    expect((await bucket.bytes(Key))?.equals(content), Key).to.equal(true)
    expect(await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key }))).to.deep.include(described)
    const { TagSet } = await bucket.s3.send(new GetObjectTaggingCommand({ Bucket: bucket.name, Key }))
    expect(TagSet).to.deep.equal(tags)
  }

  it('begins above 5 GiB', () => {
    expect(FTP_LIMITS.copyBytesMax).to.equal(5 * 1024 * MEBIBYTE)
  })

  it('copies it in parts, with all that S3 knows of it', async () => {
    await put('movie.mp4.filepart')
    await client.rename('movie.mp4.filepart', 'movie ü.mp4')
    expect(copied).to.deep.equal(Array(3).fill('UploadPartCopyCommand'))
    await expectWhole('movie ü.mp4')
    expect(await bucket.keys('movie')).to.deep.equal(['movie ü.mp4'])
  })

  it('does so in a directory, and copies in one request what is small enough', async () => {
    await put('shoot/large.mp4')
    await bucket.put('shoot/small.jpg', Buffer.alloc(copyBytesMax))
    await client.rename('shoot', 'moved')
    expect(copied.sort()).to.deep.equal(['CopyObjectCommand', ...Array(3).fill('UploadPartCopyCommand')])
    await expectWhole('moved/large.mp4')
    expect(await bucket.keys('moved/')).to.deep.equal(['moved/large.mp4', 'moved/small.jpg'])
    expect(await bucket.keys('shoot')).to.deep.equal([])
  })

  it('keeps both names as they were where it is overwritten meanwhile', async () => {
    await put('changing.mp4')
    await bucket.put('target.mp4', 'old')
    let isChanged = false
    const change = { step: 'initialize', name: 'change' } as const
    bucket.s3.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UploadPartCopyCommand' && !isChanged) {
            isChanged = true
            await bucket.put('changing.mp4', Buffer.concat([content, content]))
          }
          return next(args)
        },
      change,
    )
    await client.send('RNFR changing.mp4')
    expect(await codeOf(client, 'RNTO target.mp4')).to.equal(451)
    bucket.s3.middlewareStack.remove('change')
    expect(await bucket.text('target.mp4')).to.equal('old')
    expect((await bucket.bytes('changing.mp4'))?.length).to.equal(2 * content.length)
    expect((await bucket.multiparts()).open).to.equal(0)
  })
})
