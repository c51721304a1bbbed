import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { FTP_LIMITS } from '../../../local/ftp/start.ts'
import { startBucket, type TestBucket } from './bucket.ts'
import { codeOf, connect, download, RawClient, upload } from './clients.ts'

const PART = 5 * 2 ** 20
const fileBytesMax = 2 * PART + 1000

describe('local/ftp: the largest file', () => {
  let bucket: TestBucket
  let client: Client
  let raw: RawClient
  before(async () => {
    bucket = await startBucket({ limits: { fileBytesMax } })
  })
  after(() => bucket.stop())
  beforeEach(async () => {
    client = await connect(bucket.ftp)
    raw = await RawClient.loggedIn(bucket.ftp)
  })
  afterEach(() => {
    client.close()
    raw.socket.destroy()
  })

  it('is what fits into 10,000 parts of 5 MiB', () => {
    expect(FTP_LIMITS.fileBytesMax).to.equal(10_000 * PART)
  })

  it('is stored', async () => {
    await upload(client, 'largest.bin', Buffer.alloc(fileBytesMax, 'x'))
    expect((await bucket.bytes('largest.bin'))?.length).to.equal(fileBytesMax)
    expect((await bucket.multiparts()).open).to.equal(0)
  })

  it('of one part is stored too, and no more', async () => {
    const small = await startBucket({ limits: { fileBytesMax: 10 } })
    const other = await connect(small.ftp)
    await upload(other, 'ten', '0123456789')
    expect((await other.sendIgnoringError('ALLO 11')).code).to.equal(552)
    expect(await small.text('ten')).to.equal('0123456789')
    const sender = await RawClient.loggedIn(small.ftp)
    const data = await sender.storing('ten')
    data.end('0123456789+')
    expect(await sender.code()).to.equal(552)
    expect(await small.text('ten')).to.equal('0123456789')
    sender.socket.destroy()
    other.close()
    await small.stop()
  })

  it('is told where ALLO announces a larger one, with what was found and what to do', async () => {
    expect(await raw.ask(`ALLO ${fileBytesMax}`)).to.match(/^202 /)
    expect(await raw.ask(`ALLO ${fileBytesMax + 1} R 80`)).to.equal(
      `552 A file that comes by FTP has at most ${fileBytesMax} bytes (found ${fileBytesMax + 1}): split it, or send it by an S3 client.\r\n`,
    )
    expect(await raw.ask('ALLO')).to.match(/^202 /)
  })

  it('is held for the next upload after such an ALLO, also where the client goes on, and for no other', async () => {
    for (const verb of ['STOR', 'APPE', 'STOU']) {
      await raw.ask(`ALLO ${fileBytesMax + 1}`)
      const data = await raw.passive()
      expect(await raw.ask(`${verb} announced.bin`), verb).to.match(/^552 .*found/)
      data.destroy()
      const next = await raw.storing('next.txt')
      next.end(verb)
      expect(await raw.code()).to.equal(226)
      expect(await bucket.text('next.txt')).to.equal(verb)
    }
    expect(await bucket.keys('announced')).to.deep.equal([])
  })

  it('ends an upload as soon as more comes, and the old content stays', async () => {
    await bucket.put('photo.jpg', 'old')
    const data = await raw.storing('photo.jpg')
    // It does not end: what is found is found before.
    data.write(Buffer.alloc(fileBytesMax + 1))
    expect(await raw.reply()).to.match(/^552 .*at most 10486760 bytes \(found \d{8} so far\)/)
    data.destroy()
    expect(await bucket.text('photo.jpg')).to.equal('old')
    expect((await bucket.multiparts()).open).to.equal(0)
  })

  it('counts what is kept of the old file', async () => {
    await bucket.put('grown.bin', Buffer.alloc(fileBytesMax - 2))
    const data = await raw.passive()
    expect(await raw.ask('APPE grown.bin')).to.match(/^150/)
    data.write('123')
    expect(await raw.code()).to.equal(552)
    await bucket.put('beyond.bin', Buffer.alloc(fileBytesMax + 5))
    expect(await codeOf(client, 'APPE beyond.bin')).to.equal(552)
    await client.send(`REST ${fileBytesMax + 1}`)
    expect(await codeOf(client, 'STOR beyond.bin')).to.equal(552)
    expect((await download(client, 'beyond.bin')).length).to.equal(fileBytesMax + 5)
  })
})
