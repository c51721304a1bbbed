import { once } from 'node:events'
import { connect as connectTo, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { Client } from 'basic-ftp'
import { expect } from 'chai'
import { waitMsMax } from '../limits.ts'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { codeOf, download, RawClient, untilClosed, upload } from './clients.ts'
import { ask, trusting, upgrade } from './secure-client.ts'

describe('local/ftp: TLS', () => {
  let bucket: TestBucket
  before(async () => {
    bucket = await startBucket({ tls: true })
  })
  after(() => bucket.stop())

  const trust = () => trusting(bucket.ftp)

  async function secured(): Promise<Client> {
    const { host, port } = bucket.ftp
    const client = new Client(waitMsMax)
    await client.access({ host, port, user, password, secure: true, secureOptions: trust() })
    return client
  }

  const upgraded = (behind?: string) => upgrade(bucket.ftp, behind)

  it('carries files of any size both ways, over one session', async () => {
    const client = await secured()
    await bucket.put('empty.bin', '')
    expect(await download(client, 'empty.bin')).to.have.length(0)
    for (const bytes of [1, 1000, 6_000_000]) {
      const content = Buffer.alloc(bytes, 'photo')
      await upload(client, 'secure.bin', content)
      expect((await bucket.bytes('secure.bin'))?.equals(content), `${bytes} up`).to.equal(true)
      expect((await download(client, 'secure.bin')).equals(content), `${bytes} down`).to.equal(true)
    }
    expect((await client.list()).map(({ name }) => name)).to.include('secure.bin')
    client.close()
  })

  it('takes the session of the control connection for data', async () => {
    const { tls } = await upgraded()
    await ask(tls, `USER ${user}`)
    await ask(tls, `PASS ${password}`)
    expect(await ask(tls, 'PBSZ 0')).to.match(/^200/)
    expect(await ask(tls, 'PROT P')).to.match(/^200/)
    const [, port] = /\|\|\|(\d+)\|/.exec(await ask(tls, 'EPSV')) ?? []
    const clear = connectTo({ host: '127.0.0.1', port: Number(port) })
    expect(await ask(tls, 'STOR reused.txt')).to.match(/^150/)
    const data = connectTls({ socket: clear, session: tls.getSession(), ...trust() })
    await once(data, 'secureConnect')
    expect(data.isSessionReused()).to.equal(true)
    data.end('whole')
    const [answer] = await once(tls, 'data')
    expect(String(answer)).to.match(/^226/)
    expect(await bucket.text('reused.txt')).to.equal('whole')
    tls.destroy()
  })

  it('forgets what was sent in clear behind AUTH TLS', async () => {
    const { tls } = await upgraded(`\r\nUSER ${user}\r\nPASS ${password}\r\nMKD planted\r\nMKD half`)
    // The first reply after the handshake is to the first command after it, and nobody is logged in.
    expect(await ask(tls, 'PWD')).to.match(/^530/)
    await ask(tls, `USER ${user}`)
    expect(await ask(tls, `PASS ${password}`)).to.match(/^230/)
    expect(await bucket.keys('planted')).to.deep.equal([])
    tls.destroy()
  })

  it('has who has logged in in clear log in again', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('AUTH TLS')).to.match(/^234/)
    const tls = connectTls({ socket: raw.socket, ...trust() })
    await once(tls, 'secureConnect')
    expect(await ask(tls, 'PWD')).to.match(/^530/)
    tls.destroy()
  })

  it('says what it can, and refuses the rest', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('FEAT')).to.include('\r\n AUTH TLS\r\n PBSZ\r\n PROT\r\n')
    for (const [command, code] of Object.entries({ 'AUTH KERBEROS': 504, 'PBSZ 0': 503, 'PROT P': 503, CCC: 533 }))
      expect(await raw.ask(command), command).to.match(new RegExp(`^${code}`))
    raw.socket.destroy()
    const { tls } = await upgraded()
    for (const [command, code] of Object.entries({
      'AUTH TLS': 503,
      'PBSZ x': 501,
      'PROT S': 536,
      'PROT X': 504,
      'PROT C': 200,
      CCC: 533,
    }))
      expect(await ask(tls, command), command).to.match(new RegExp(`^${code}`))
    tls.destroy()
  })

  for (const [title, ends, code] of [
    ['ABOR', (tls: TLSSocket) => void tls.write('ABOR\r\n'), /^426/],
    ['a reset', (_tls: TLSSocket, data: Socket) => void data.resetAndDestroy(), /^426/],
  ] as const)
    it(`drops what has come before ${title}`, async () => {
      const { tls } = await upgraded()
      for (const command of [`USER ${user}`, `PASS ${password}`, 'PROT P']) await ask(tls, command)
      const [, port] = /\|\|\|(\d+)\|/.exec(await ask(tls, 'EPSV')) ?? []
      const clear = connectTo({ host: '127.0.0.1', port: Number(port) })
      expect(await ask(tls, 'STOR dropped.txt')).to.match(/^150/)
      const data = connectTls({ socket: clear, ...trust() })
      data.on('error', () => {})
      await once(data, 'secureConnect')
      await new Promise((resolve) => data.write('begin', resolve))
      ends(tls, clear)
      const [answer] = await once(tls, 'data')
      expect(String(answer)).to.match(code)
      expect(await bucket.keys('dropped.txt')).to.deep.equal([])
      expect(await codeOfNext(tls)).to.be.oneOf([200, 226])
      tls.destroy()
    })

  async function codeOfNext(tls: TLSSocket): Promise<number> {
    return Number((await ask(tls, 'NOOP')).slice(0, 3))
  }

  it('sends data in clear after PROT C', async () => {
    const client = await secured()
    expect(await codeOf(client, 'PROT C')).to.equal(200)
    const [, port] = /\|\|\|(\d+)\|/.exec((await client.send('EPSV')).message) ?? []
    const data = connectTo({ host: '127.0.0.1', port: Number(port) })
    const stored = client.send('STOR clear.txt', true)
    await once(data, 'connect')
    data.end('clear')
    await stored
    expect(await codeOf(client, 'NOOP')).to.be.within(200, 226)
    client.close()
  })

  for (const [title, misbehave] of [
    ['says something else', (data: Socket) => void data.end('GET / HTTP/1.1\r\n\r\n')],
    ['hangs up', (data: Socket) => void data.destroy()],
  ] as const)
    it(`answers a client that ${title} instead of shaking hands for its data`, async () => {
      const { tls } = await upgraded()
      for (const command of [`USER ${user}`, `PASS ${password}`, 'PROT P']) await ask(tls, command)
      const [, port] = /\|\|\|(\d+)\|/.exec(await ask(tls, 'EPSV')) ?? []
      const data = connectTo({ host: '127.0.0.1', port: Number(port) })
      data.on('error', () => {})
      expect(await ask(tls, 'STOR broken.txt')).to.match(/^150/)
      misbehave(data)
      const [answer] = await once(tls, 'data')
      expect(String(answer)).to.match(/^522/)
      expect(await ask(tls, 'NOOP')).to.match(/^200/)
      expect(await bucket.keys('broken.txt')).to.deep.equal([])
      tls.destroy()
    })

  it('lets go of clients that never shake hands, or speak something else', async () => {
    const short = await startBucket({ tls: true, limits: { loginIdleMs: 50 } })
    const silent = new RawClient(short.ftp)
    await silent.reply()
    expect(await silent.ask('AUTH TLS')).to.match(/^234/)
    await untilClosed(silent.socket)
    const leaving = new RawClient(bucket.ftp)
    await leaving.reply()
    expect(await leaving.ask('AUTH TLS')).to.match(/^234/)
    leaving.socket.end()
    await untilClosed(leaving.socket)
    const plain = new RawClient(bucket.ftp)
    await plain.reply()
    expect(await plain.ask('AUTH TLS')).to.match(/^234/)
    plain.socket.write(`USER ${user}\r\n`)
    await untilClosed(plain.socket)
    await short.stop()
  })

  it('is not there where it is off', async () => {
    const off = await startBucket()
    const raw = new RawClient(off.ftp)
    await raw.reply()
    expect(await raw.ask('FEAT')).not.to.include('AUTH')
    expect(await raw.ask('AUTH TLS')).to.match(/^502/)
    raw.socket.destroy()
    await off.stop()
  })
})
