import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { startBucket, type TestBucket } from './bucket.ts'
import { codeOf, connect, RawClient, upload } from './clients.ts'

async function namesIn(client: Client, path?: string): Promise<string[]> {
  return (await client.list(path)).map(({ name, isDirectory }) => (isDirectory ? `${name}/` : name)).sort()
}

describe('local/ftp: directories', () => {
  let bucket: TestBucket
  let client: Client
  before(async () => {
    bucket = await startBucket()
  })
  beforeEach(async () => {
    client = await connect(bucket.ftp)
  })
  afterEach(() => client.close())
  after(() => bucket.stop())

  for (const verb of ['CWD', 'XCWD', 'RMD', 'XRMD', 'LIST', 'NLST', 'MLSD', 'MLST', 'RNFR', 'STAT', 'STAT -la'])
    it(`answers ${verb} of what is not there with 550, and as its first reply`, async () => {
      await bucket.put('there/photo.jpg', 'x')
      for (const path of ['typo', 'there/typo', 'ther', 'there/photo.jpg/typo', 'typo/*.jpg']) {
        const raw = await RawClient.loggedIn(bucket.ftp)
        const data = await raw.passive()
        expect(await raw.ask(`${verb} ${path}`), path).to.match(/^550 /)
        expect(await raw.ask('PWD')).to.include('"/"')
        expect(await bucket.keys('typo')).to.deep.equal([])
        data.destroy()
        raw.socket.destroy()
      }
    })

  it('enters a directory that is there by a key beneath it, or by its marker', async () => {
    await bucket.put('by-key/shoot/photo.jpg', 'p')
    await bucket.put('by-marker/', '')
    for (const path of ['/by-key', '/by-key/shoot', '/by-marker', '/']) {
      await client.cd(path)
      expect(await client.pwd()).to.equal(path)
    }
  })

  it('makes the directories of a file that is stored', async () => {
    await upload(client, 'fresh/shoot/photo.jpg', 'p')
    expect(await bucket.keys('fresh')).to.deep.equal(['fresh/shoot/photo.jpg'])
    await client.cd('fresh')
    expect(await namesIn(client)).to.deep.equal(['shoot/'])
  })

  it('keeps a directory whose last file goes, by DELE, RNFR and RMD', async () => {
    for (const file of ['deleted/a/1.jpg', 'renamed/b/1.jpg', 'moved/c/1.jpg']) await bucket.put(file, 'x')
    await client.remove('deleted/a/1.jpg')
    await client.rename('renamed/b/1.jpg', 'elsewhere/1.jpg')
    await client.rename('moved/c', 'elsewhere/c')
    expect(await codeOf(client, 'RMD deleted/a')).to.equal(250)
    for (const path of ['deleted', 'renamed/b', 'moved']) expect(await namesIn(client, path), path).to.deep.equal([])
    expect(await bucket.keys('deleted')).to.deep.equal(['deleted/'])
    expect(await bucket.keys('renamed')).to.deep.equal(['renamed/b/'])
    expect(await bucket.keys('moved')).to.deep.equal(['moved/'])
  })

  it('makes no marker where a directory is kept by something else, and none for the root', async () => {
    await bucket.put('shared/1.jpg', 'x')
    await bucket.put('shared/2.jpg', 'x')
    await bucket.put('top.jpg', 'x')
    await client.remove('shared/1.jpg')
    await client.remove('top.jpg')
    expect(await bucket.keys('shared')).to.deep.equal(['shared/2.jpg'])
    expect(await bucket.keys()).not.to.include('/')
  })

  it('keeps a directory whose last two files go at the same time', async () => {
    await bucket.put('last/1.jpg', 'x')
    await bucket.put('last/2.jpg', 'x')
    const other = await connect(bucket.ftp)
    await Promise.all([client.remove('last/1.jpg'), other.remove('last/2.jpg')])
    other.close()
    expect(await bucket.keys('last')).to.deep.equal(['last/'])
  })

  it('puts nothing beneath a file', async () => {
    await bucket.put('file.jpg', 'x')
    await bucket.put('moving/1.jpg', 'x')
    for (const verb of ['STOR', 'APPE', 'MKD'])
      for (const path of ['file.jpg/x.jpg', 'file.jpg/x/y.jpg'])
        expect(await codeOf(client, `${verb} ${path}`), `${verb} ${path}`).to.equal(553)
    for (const from of ['moving', 'moving/1.jpg']) {
      await client.send(`RNFR ${from}`)
      expect(await codeOf(client, 'RNTO file.jpg/x'), from).to.equal(553)
    }
    expect(await bucket.keys('file.jpg')).to.deep.equal(['file.jpg'])
  })

  it('does not enter a file', async () => {
    await bucket.put('file.jpg', 'x')
    expect(await codeOf(client, 'CWD file.jpg')).to.equal(550)
    expect(await client.pwd()).to.equal('/')
  })

  it('stays at the root when going up from it', async () => {
    await bucket.put('x/photo.jpg', 'x')
    await client.cdup()
    expect(await client.pwd()).to.equal('/')
    await client.cd('../../x')
    expect(await client.pwd()).to.equal('/x')
  })

  it('quotes quotes in PWD', async () => {
    await client.send('MKD a "b"')
    expect((await client.send('CWD a "b"')).message).to.include('"/a ""b"""')
  })

  it('makes and removes an empty directory', async () => {
    await client.send('MKD made')
    expect(await bucket.keys('made')).to.deep.equal(['made/'])
    expect(await namesIn(client, 'made')).to.deep.equal([])
    expect(await codeOf(client, 'MKD made')).to.equal(550)
    expect(await codeOf(client, 'RMD made')).to.equal(250)
    expect(await bucket.keys('made')).to.deep.equal([])
  })

  it('removes only empty directories', async () => {
    await bucket.put('filled/', '')
    await bucket.put('filled/photo.jpg', 'x')
    expect(await codeOf(client, 'RMD filled')).to.equal(550)
    expect(await codeOf(client, 'RMD filled/photo.jpg')).to.equal(550)
    expect(await codeOf(client, 'RMD /')).to.equal(550)
    expect(await codeOf(client, 'RMD')).to.equal(501)
    expect(await bucket.keys('filled')).to.have.length(2)
  })

  it('lets clients remove trees: files first, then directories', async () => {
    await bucket.put('tree/a/1.jpg', 'x')
    await bucket.put('tree/b/', '')
    await client.removeDir('tree')
    expect(await bucket.keys('tree')).to.deep.equal([])
  })

  it('renames a directory with all that is in it', async () => {
    for (let number = 0; number < 40; number++) await bucket.put(`old/sub ü/${number}+.jpg`, String(number))
    await bucket.put('old/', '')
    await client.rename('old', 'new/place')
    expect(await bucket.keys('old')).to.deep.equal([])
    expect(await bucket.keys('new'))
      .to.have.length(41)
      .and.include('new/place/')
    expect(await bucket.text('new/place/sub ü/7+.jpg')).to.equal('7')
  })

  it('refuses renames that would mix or lose files', async () => {
    await bucket.put('one/photo.jpg', 'one')
    await bucket.put('two/photo.jpg', 'two')
    await bucket.put('three.jpg', 'three')
    const cases = [
      ['one', 'two'],
      ['one', 'one/inside'],
      ['one', 'three.jpg'],
      ['three.jpg', 'one'],
      ['one', '/'],
    ]
    for (const [from, to] of cases) {
      await client.send(`RNFR ${from}`)
      expect(await codeOf(client, `RNTO ${to}`), `${from} to ${to}`).to.be.within(550, 553)
    }
    expect(await bucket.text('one/photo.jpg')).to.equal('one')
    expect(await bucket.text('two/photo.jpg')).to.equal('two')
    expect(await bucket.text('three.jpg')).to.equal('three')
  })
})
