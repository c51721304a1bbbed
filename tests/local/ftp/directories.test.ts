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

  it('enters a directory that does not exist, lists it as empty, and creates it with its first file', async () => {
    await client.cd('fresh/shoot')
    expect(await client.pwd()).to.equal('/fresh/shoot')
    expect(await namesIn(client)).to.deep.equal([])
    await upload(client, 'photo.jpg', 'p')
    expect(await bucket.keys('fresh')).to.deep.equal(['fresh/shoot/photo.jpg'])
    await client.cdup()
    expect(await namesIn(client)).to.deep.equal(['shoot/'])
  })

  it('does not enter a file', async () => {
    await bucket.put('file.jpg', 'x')
    expect(await codeOf(client, 'CWD file.jpg')).to.equal(550)
    expect(await client.pwd()).to.equal('/')
  })

  it('stays at the root when going up from it', async () => {
    await client.cdup()
    expect(await client.pwd()).to.equal('/')
    await client.cd('../../x')
    expect(await client.pwd()).to.equal('/x')
  })

  it('quotes quotes in PWD', async () => {
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

  it('lets clients remove trees: files first, then directories that have gone with them', async () => {
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

  it('lists more than a page', async () => {
    const puts = Array.from({ length: 1005 }, (_, number) => bucket.put(`many/${number}`, ''))
    await Promise.all(puts)
    expect(await client.list('many')).to.have.length(1005)
  })

  for (const [command, lines] of [
    ['LIST', /^drwx.* sub\r\n-rw-.* 3 \w{3} \d\d \d\d:\d\d {2}spaced\r\n$/],
    ['LIST -la', /^drwx.* sub\r\n-rw-/],
    ['LIST  spaced', /^-rw-.* {2}spaced\r\n$/],
    ['LIST missing', /^$/],
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
      const text = (await data.setEncoding('utf8').toArray()).join('')
      expect([await raw.code(), await raw.code()]).to.deep.equal([150, 226])
      expect(text).to.match(lines)
      raw.socket.destroy()
    })
  }
})
