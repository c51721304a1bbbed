import { once } from 'node:events'
import { expect } from 'chai'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { RawClient, untilClosed } from './clients.ts'

describe('local/ftp: control connection', () => {
  let bucket: TestBucket
  before(async () => {
    bucket = await startBucket()
  })
  after(() => bucket.stop())

  it('reads commands whatever segments they come in', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    for (const byte of Buffer.from('MKD split 📷\r\n')) {
      await new Promise((resolve) => raw.socket.write(Buffer.from([byte]), resolve))
    }
    expect(await raw.code()).to.equal(257)
    expect(await bucket.keys('split')).to.deep.equal(['split 📷/'])
    raw.socket.destroy()
  })

  it('does pipelined commands one after the other', async () => {
    const raw = new RawClient(bucket.ftp)
    raw.socket.write(`USER ${user}\r\nPASS ${password}\r\nMKD p\r\nRNFR p\r\nRNTO q\r\nCWD q\r\nPWD\r\nQUIT\r\n`)
    const codes = []
    for (let count = 0; count < 9; count++) codes.push(await raw.code())
    expect(codes).to.deep.equal([220, 331, 230, 257, 350, 250, 250, 257, 221])
    await untilClosed(raw.socket)
    expect(await bucket.keys('q')).to.deep.equal(['q/'])
  })

  it('finishes the transfer before a QUIT that was sent during it', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.storing('quit.jpg')
    raw.socket.write('QUIT\r\n')
    data.end('whole')
    expect([await raw.code(), await raw.code()]).to.deep.equal([226, 221])
    expect(await bucket.text('quit.jpg')).to.equal('whole')
  })

  it('does what was sent before the client disconnected', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    raw.socket.end('MKD late\r\n')
    expect(await raw.code()).to.equal(257)
    await untilClosed(raw.socket)
  })

  const codes: [string, number][] = [
    ['FEAT', 211],
    ['SYST', 215],
    ['NOOP', 200],
    ['OPTS UTF8 ON', 200],
    ['OPTS MLST type;size;', 200],
    ['TYPE I', 200],
    ['TYPE A', 200],
    ['TYPE E', 504],
    ['MODE S', 200],
    ['MODE B', 504],
    ['STRU F', 200],
    ['ALLO 100', 202],
    ['SITE CHMOD 644 photo.jpg', 200],
    ['SITE EXEC ls', 504],
    ['STAT', 211],
    ['ABOR', 226],
    ['STOU', 425],
    ['STAT /', 213],
    ['STAT -la /', 213],
    ['MLSD', 425],
    ['AUTH TLS', 502],
    ['EPSV 2', 522],
    ['REST x', 501],
    ['noop', 200],
    ['constructor', 500],
    ['!', 500],
  ]
  for (const [command, code] of codes) {
    it(`answers ${command} with ${code}`, async () => {
      const raw = await RawClient.loggedIn(bucket.ftp)
      expect((await raw.ask(command)).slice(0, 3)).to.equal(String(code))
      raw.socket.destroy()
    })
  }

  it('refuses names that are not UTF-8, rather than giving different ones the same key', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    raw.socket.write(Buffer.from('MKD caf\xe9\r\n', 'latin1'))
    expect(await raw.code()).to.equal(501)
    raw.socket.write(Buffer.from('MKD caf\xff\r\n', 'latin1'))
    expect(await raw.code()).to.equal(501)
    raw.socket.destroy()
  })

  it('disconnects on lines without an end and on floods of commands', async () => {
    for (const [flood, code] of [
      ['A'.repeat(10_000), 500],
      ['NOOP\r\n'.repeat(20_000), 421],
    ] as const) {
      const raw = new RawClient(bucket.ftp)
      expect(await raw.code()).to.equal(220)
      raw.socket.write(flood)
      let last = 0
      while (last !== code) last = await raw.code()
      if (!raw.socket.closed) await once(raw.socket, 'close')
    }
  })
})
