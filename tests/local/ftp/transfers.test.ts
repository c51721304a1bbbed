import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { Readable } from 'node:stream'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { portOf } from '../../../local/ftp/data-connection.ts'
import { startBucket, type TestBucket } from './bucket.ts'
import { codeOf, connect, download, RawClient, upload } from './clients.ts'

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

describe('local/ftp: transfers', () => {
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

  it('puts small files in one piece, so that their ETag is their MD5', async () => {
    const content = randomBytes(5 * 1024 * 1024)
    await upload(client, 'small.bin', content)
    const { ETag } = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'small.bin' }))
    expect(ETag).to.equal(`"${createHash('md5').update(content).digest('hex')}"`)
  })

  it('streams large files both ways', async () => {
    const content = randomBytes(17_000_001)
    await upload(client, 'large.bin', content)
    expect((await bucket.bytes('large.bin'))?.equals(content)).to.equal(true)
    expect((await download(client, 'large.bin')).equals(content)).to.equal(true)
    expect(await bucket.multiparts()).to.deep.equal({ begun: 1, open: 0 })
  })

  it('keeps binary files as they are in ASCII mode', async () => {
    await client.send('TYPE A')
    await upload(client, 'ascii.bin', allBytes)
    expect((await bucket.bytes('ascii.bin'))?.equals(allBytes)).to.equal(true)
    expect((await download(client, 'ascii.bin')).equals(allBytes)).to.equal(true)
    await client.send('TYPE I')
  })

  it('appends, and creates what is not there', async () => {
    await client.appendFrom(Readable.from(['one ']), 'appended.txt')
    await client.appendFrom(Readable.from(['two']), 'appended.txt')
    expect(await bucket.text('appended.txt')).to.equal('one two')
  })

  it('resumes a download', async () => {
    await bucket.put('resume.txt', '0123456789')
    expect(String(await download(client, 'resume.txt', 4))).to.equal('456789')
    expect(String(await download(client, 'resume.txt', 10))).to.equal('')
    expect(String(await download(client, 'resume.txt'))).to.equal('0123456789')
    await client.send('REST 11')
    expect(await codeOf(client, 'RETR resume.txt')).to.equal(554)
  })

  it('resumes an upload behind the bytes that are there', async () => {
    await bucket.put('resume.txt', '0123456789')
    await client.send('REST 4')
    await upload(client, 'resume.txt', 'new')
    expect(await bucket.text('resume.txt')).to.equal('0123new')
    await client.send('REST 8')
    expect(await codeOf(client, 'STOR resume.txt')).to.equal(554)
    await upload(client, 'resume.txt', 'whole')
    expect(await bucket.text('resume.txt')).to.equal('whole')
    await client.send('REST 1')
    expect(await codeOf(client, 'STOR never.txt')).to.equal(554)
  })

  for (const active of ['PORT', 'EPRT'] as const) {
    it(`connects to the client after ${active}`, async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      const server = createServer((socket) => socket.end('active'))
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const port = portOf(server)
      const address = { PORT: `127,0,0,1,${port >> 8},${port & 255}`, EPRT: `|1|127.0.0.1|${port}|` }[active]
      expect(await raw.ask(`${active} ${address}`)).to.match(/^200/)
      expect(await raw.ask(`STOR ${active}.txt`)).to.match(/^150/)
      expect(await raw.code()).to.equal(226)
      expect(await bucket.text(`${active}.txt`)).to.equal('active')
      raw.socket.destroy()
      server.close()
    })
  }

  it('connects only to its client', async () => {
    expect(await codeOf(client, 'PORT 127,0,0,2,8,0')).to.equal(501)
    expect(await codeOf(client, 'EPRT |1|192.0.2.1|2048|')).to.equal(501)
    expect(await codeOf(client, 'EPRT |2|::1|2048|')).to.equal(522)
    expect(await codeOf(client, 'STOR photo.jpg')).to.equal(425)
  })

  it('connects to no port of a well-known service', async () => {
    for (const command of ['PORT 127,0,0,1,0,25', 'PORT 127,0,0,1,3,255', 'EPRT |1|127.0.0.1|1023|'])
      expect(await codeOf(client, command), command).to.equal(501)
    expect(await codeOf(client, 'PORT 127,0,0,1,4,0')).to.equal(200)
  })

  it('obeys EPSV ALL', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('EPSV ALL')).to.match(/^200/)
    for (const command of ['PASV', 'PORT 127,0,0,1,8,0', 'EPRT |1|127.0.0.1|2048|'])
      expect(await raw.ask(command), command).to.match(/^503/)
    const data = await raw.storing('after-all.txt')
    data.end('whole')
    expect(await raw.code()).to.equal(226)
    raw.socket.destroy()
  })

  for (const [suggested, name] of [
    ['', /^file-[0-9a-f]{16}$/],
    ['photo.jpg', /^photo-[0-9a-f]{16}\.jpg$/],
    ['shoot/a.b.jpg', /^shoot\/a\.b-[0-9a-f]{16}\.jpg$/],
  ] as const)
    it(`gives each STOU ${suggested} a name of its own, and says it`, async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      const names: string[] = []
      for (const content of ['one', 'two']) {
        const data = await raw.passive()
        const [, path = ''] = /^150 FILE: (.*)\r\n$/.exec(await raw.ask(`STOU ${suggested}`.trim())) ?? []
        expect(path).to.match(name)
        data.end(content)
        expect(await raw.reply()).to.equal(`226 FILE: ${path}\r\n`)
        expect(await bucket.text(path)).to.equal(content)
        names.push(path)
      }
      expect(new Set(names)).to.have.length(2)
      raw.socket.destroy()
    })

  it('answers PASV with its own address', async () => {
    expect((await client.send('PASV')).message).to.match(/\(127,0,0,1,\d+,\d+\)/)
  })

  it('continues after a client closes the data connection of a download', async () => {
    await bucket.put('unwanted.bin', Buffer.alloc(20_000_000))
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.passive()
    await raw.ask('RETR unwanted.bin')
    data.destroy()
    expect(await raw.code()).to.equal(426)
    expect(await raw.ask('NOOP')).to.match(/^200/)
    raw.socket.destroy()
  })
})
