import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { startBucket, type TestBucket } from './bucket.ts'
import { connect, RawClient, untilClosed } from './clients.ts'

describe('local/ftp: listings', () => {
  let bucket: TestBucket
  let client: Client
  before(async () => {
    bucket = await startBucket()
    client = await connect(bucket.ftp)
  })
  after(async () => {
    client.close()
    await bucket.stop()
  })

  it('lists more than a page', async () => {
    const puts = Array.from({ length: 1005 }, (_, number) => bucket.put(`many/${number}`, ''))
    await Promise.all(puts)
    expect(await client.list('many')).to.have.length(1005)
  })

  it('lists in the reply to STAT', async () => {
    await bucket.put('status/photo.jpg', 'abc')
    await bucket.put('status/sub/photo.jpg', 'abc')
    const list = /^213-Status:\r\ndrwx.* sub\r\n-rw-.* 3 \w{3} \d\d \d\d:\d\d photo.jpg\r\n213 End.\r\n$/
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('STAT status')).to.match(list)
    expect(await raw.ask('STAT -la status/')).to.match(list)
    expect(await raw.ask('STAT status/photo.jpg')).to.match(/^213-Status:\r\n-rw-.* photo.jpg\r\n213 End.\r\n$/)
    expect(await raw.ask('STAT status/*.png')).to.equal('213-Status:\r\n213 End.\r\n')
    raw.socket.destroy()
  })

  describe('in the reply to STAT, page by page', () => {
    /** A directory of which each page is followed by another, or after some by a failure. */
    function listing(pagesMax = Number.POSITIVE_INFINITY) {
      let pages = 0
      const page = () => {
        if (pages++ >= pagesMax) throw new Error('S3 is gone')
        const Contents = Array.from({ length: 1000 }, (_, index) => ({
          Key: `long/${pages}-${index}${'x'.repeat(900)}`,
        }))
        return {
          output: { Contents, IsTruncated: true, NextContinuationToken: `${pages}`, $metadata: {} },
          response: {},
        }
      }
      bucket.s3.middlewareStack.add(
        (next, { commandName }) =>
          (args) =>
            commandName === 'ListObjectsV2Command' ? Promise.resolve().then(page) : next(args),
        { step: 'initialize', name: 'listing' },
      )
      return { pages: () => pages }
    }
    afterEach(() => void bucket.s3.middlewareStack.remove('listing'))

    it('comes before all of it is known, and ends with the client', async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      const { pages } = listing()
      let text = ''
      raw.socket.on('data', (chunk) => {
        text += String(chunk)
        if (text.length > 5_000_000) raw.socket.destroy()
      })
      raw.socket.write('STAT long\r\n')
      await untilClosed(raw.socket)
      expect(text).to.match(/^213-Status:\r\n-rw-.* 2-0x+\r\n/)
      const others = await RawClient.loggedIn(bucket.ftp)
      bucket.s3.middlewareStack.remove('listing')
      expect(await others.ask('STAT status')).to.match(/^213-Status/)
      expect(pages()).to.be.below(50)
      others.socket.destroy()
    })

    it('is not taken for the whole where it breaks off', async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      listing(2)
      let text = ''
      raw.socket.on('data', (chunk) => {
        text += String(chunk)
      })
      raw.socket.write('STAT long\r\n')
      await untilClosed(raw.socket)
      expect(text.match(/^-rw/gm)).to.have.length(1000)
      expect(text).not.to.match(/^213 /m)
    })

    it('is refused where nothing of it is known', async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      listing(1)
      expect(await raw.ask('STAT long')).to.match(/^451/)
      raw.socket.destroy()
    })
  })

  it('refuses MLSD of a file before it uses the data connection', async () => {
    await bucket.put('file.jpg', 'x')
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.passive()
    expect(await raw.ask('MLSD file.jpg')).to.equal('550 Not a directory.\r\n')
    data.destroy()
    raw.socket.destroy()
  })

  for (const [command, lines] of [
    ['LIST', /^drwx.* sub\r\n-rw-.* 3 \w{3} \d\d \d\d:\d\d {2}spaced\r\n$/],
    ['LIST -la', /^drwx.* sub\r\n-rw-/],
    ['LIST  spaced', /^-rw-.* {2}spaced\r\n$/],
    ['LIST *.png', /^$/],
    ['NLST', /^sub\r\n spaced\r\n$/],
    ['NLST sub', /^sub\/photo.jpg\r\n$/],
    ['NLST sub/*.jpg', /^sub\/photo.jpg\r\n$/],
    ['NLST *.png', /^$/],
    ['NLST s?b', /^sub\r\n$/],
    ['NLST *', /^sub\r\n spaced\r\n$/],
    ['NLST sub/**o*o.???', /^sub\/photo.jpg\r\n$/],
    ['NLST {sub,x}*', /^$/],
    ['MLSD', /^type=dir; sub\r\ntype=file;size=3;modify=\d{14}; {2}spaced\r\n$/],
  ] as const) {
    it(`answers ${command}`, async () => {
      await bucket.put('listed/ spaced', 'abc')
      await bucket.put('listed/sub/photo.jpg', 'p')
      const raw = await RawClient.loggedIn(bucket.ftp)
      await raw.ask('CWD listed')
      const data = await raw.passive()
      raw.socket.write(`${command}\r\n`)
      expect(await raw.code()).to.equal(150)
      const text = (await data.setEncoding('utf8').toArray()).join('')
      expect(await raw.code()).to.equal(226)
      expect(text).to.match(lines)
      raw.socket.destroy()
    })
  }
})
