import { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { startBucket, type TestBucket } from './bucket.ts'
import { codeOf, connect, download, upload } from './clients.ts'

const names = [
  'two words.jpg',
  ' leading and trailing ',
  'plus+hash#question?and&percent%20.jpg',
  'quoted "name".jpg',
  'back\\slash.jpg',
  'star*.jpg',
  '-l -a.jpg',
  'photo 📷.jpg',
  'caf\u00e9.jpg',
  'cafe\u0301.jpg',
  "it's;semi=colon.jpg",
  '...',
]

describe('local/ftp: files', () => {
  let bucket: TestBucket
  let client: Client
  before(async () => {
    bucket = await startBucket()
    await bucket.put('names/', '')
    client = await connect(bucket.ftp)
  })
  after(async () => {
    client.close()
    await bucket.stop()
  })

  for (const name of names) {
    it(`stores, lists, reads and deletes ${JSON.stringify(name)} under exactly that name`, async () => {
      await upload(client, `names/${name}`, name)
      expect(await bucket.keys('names/')).to.deep.equal(['names/', `names/${name}`])
      expect((await client.list('names')).map((entry) => entry.name)).to.deep.equal([name])
      expect(String(await download(client, `names/${name}`))).to.equal(name)
      expect(await client.size(`names/${name}`)).to.equal(Buffer.byteLength(name))
      await client.remove(`names/${name}`)
      expect(await bucket.keys('names/')).to.deep.equal(['names/'])
    })
  }

  it('resolves dots and double slashes, and never leaves the root', async () => {
    await upload(client, '/..//../dots/./x/..//../dots/photo.jpg', 'p')
    expect(await bucket.keys('dots')).to.deep.equal(['dots/photo.jpg'])
  })

  it('stores an empty file', async () => {
    await upload(client, 'empty.jpg', '')
    expect(await bucket.text('empty.jpg')).to.equal('')
    expect(await client.size('empty.jpg')).to.equal(0)
    expect(await download(client, 'empty.jpg')).to.have.length(0)
  })

  it('overwrites', async () => {
    await upload(client, 'over.jpg', 'old')
    await upload(client, 'over.jpg', 'new')
    expect(await bucket.text('over.jpg')).to.equal('new')
  })

  it('says the time that S3 has', async () => {
    await bucket.put('timed.jpg', 'x')
    const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'timed.jpg' }))
    const seconds = Math.floor(Number(head.LastModified) / 1000)
    expect(Number(await client.lastMod('timed.jpg')) / 1000).to.equal(seconds)
    const reply = await client.send('MFMT 20200102030405 timed.jpg')
    expect(reply.code).to.equal(213)
    expect(reply.message).not.to.include('20200102030405')
  })

  it('refuses what needs a file when there is none', async () => {
    await bucket.put('directory/photo.jpg', 'x')
    for (const verb of ['SIZE', 'MDTM', 'DELE', 'RETR', 'MLST', 'RNFR', 'MFMT 20200102030405']) {
      expect(await codeOf(client, `${verb} missing.jpg`), verb).to.equal(550)
    }
    for (const verb of ['SIZE', 'MDTM', 'DELE', 'RETR', 'STOR', 'APPE']) {
      for (const path of ['directory', 'directory/', '/', '.']) {
        expect(await codeOf(client, `${verb} ${path}`), `${verb} ${path}`).to.equal(550)
      }
      expect(await codeOf(client, verb), verb).to.equal(501)
    }
  })

  it('renames with content type and metadata, also over another file', async () => {
    await bucket.put('temporary.filepart', 'new', { ContentType: 'image/jpeg', Metadata: { author: 'me' } })
    await bucket.put('final ü.jpg', 'old')
    await client.rename('temporary.filepart', 'final ü.jpg')
    const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'final ü.jpg' }))
    expect(head).to.include({ ContentType: 'image/jpeg', ContentLength: 3 })
    expect(head.Metadata).to.deep.equal({ author: 'me' })
    expect(await bucket.text('temporary.filepart')).to.equal(undefined)
  })

  it('keeps a file that is renamed to its own name', async () => {
    await bucket.put('same.jpg', 'same')
    await client.rename('same.jpg', './same.jpg')
    expect(await bucket.text('same.jpg')).to.equal('same')
  })

  it('does not rename a file to the name of a directory', async () => {
    await bucket.put('moving.jpg', 'x')
    for (const path of ['new/', '/', '..']) {
      await client.send('RNFR moving.jpg')
      expect(await codeOf(client, `RNTO ${path}`), path).to.equal(550)
    }
    expect(await bucket.text('moving.jpg')).to.equal('x')
  })

  it('accepts RNTO only after RNFR', async () => {
    expect(await codeOf(client, 'RNTO x.jpg')).to.equal(503)
  })

  it("hides the service's own marker and refuses to touch it", async () => {
    await bucket.put('.wellknown/marker', 'x')
    expect((await client.list('/')).map((entry) => entry.name)).not.to.include('.wellknown')
    for (const command of ['STOR', 'APPE', 'RETR', 'DELE', 'MKD', 'RMD', 'RNFR', 'SIZE', 'CWD', 'LIST']) {
      expect(await codeOf(client, `${command} x/../.wellknown/marker`), command).to.equal(550)
    }
    expect(await bucket.keys('.wellknown')).to.deep.equal(['.wellknown/marker'])
  })

  it('refuses names that S3 cannot hold or FTP cannot list', async () => {
    expect(await codeOf(client, `STOR ${'é'.repeat(513)}`)).to.equal(553)
    expect(await codeOf(client, 'STOR bell\x07.jpg')).to.equal(553)
  })
})
