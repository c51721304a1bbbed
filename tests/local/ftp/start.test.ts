import { once } from 'node:events'
import { connect as connectTo } from 'node:net'
import { expect } from 'chai'
import { type LocalFtp, startFtp } from '../../../local/ftp/start.ts'
import { eventually } from '../../support/eventually.ts'
import { waitMsMax } from '../limits.ts'
import { password, s3At, startBucket, user } from './bucket.ts'
import { RawClient, untilClosed } from './clients.ts'

describe('local/ftp: start and stop', () => {
  const cleanups: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const clean of cleanups.splice(0)) await clean()
  })

  async function start(port = 0): Promise<LocalFtp> {
    const ftp = await startFtp({ port, user, password, bucket: 'source', s3: s3At('http://127.0.0.1:1') })
    cleanups.push(() => ftp.stop())
    return ftp
  }

  it('listens on 127.0.0.1, rejects a taken port, and frees it', async () => {
    const first = await start()
    expect(first.host).to.equal('127.0.0.1')
    const error = await start(first.port).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'EADDRINUSE')
    await first.stop()
    expect((await start(first.port)).port).to.equal(first.port)
  })

  it('listens on another address, and answers PASV with the one that the client has connected to', async () => {
    const bucket = await startBucket({ host: '0.0.0.0' })
    cleanups.push(() => bucket.stop())
    for (const host of ['127.0.0.1', '127.0.0.2']) {
      const raw = await RawClient.loggedIn({ ...bucket.ftp, host })
      const [, address, high, low] = /\(([\d,]+),(\d+),(\d+)\)/.exec(await raw.ask('PASV')) ?? []
      expect(address).to.equal(host.replaceAll('.', ','))
      const data = connectTo({ host, port: Number(high) * 256 + Number(low) })
      expect(await raw.ask('STOR there.txt')).to.match(/^150/)
      data.end(host)
      expect(await raw.code()).to.equal(226)
      expect(await bucket.text('there.txt')).to.equal(host)
      raw.socket.destroy()
    }
  })

  it('leaves no signal handlers', async () => {
    const count = () => ['SIGTERM', 'SIGINT', 'SIGQUIT'].map((signal) => process.listenerCount(signal))
    const before = count()
    await start()
    expect(count()).to.deep.equal(before)
  })

  it('ends sessions, listeners and half-done uploads', async () => {
    const bucket = await startBucket()
    cleanups.push(() => bucket.stop())
    const idle = await RawClient.loggedIn(bucket.ftp)
    const [, port] = /\|\|\|(\d+)\|/.exec(await idle.ask('EPSV')) ?? []
    const busy = await RawClient.loggedIn(bucket.ftp)
    const data = await busy.storing('photo.jpg')
    data.write(Buffer.alloc(7_000_000))
    await eventually(
      'a multipart upload',
      async () => expect((await bucket.multiparts()).begun, 'multipart uploads begun').to.equal(1),
      waitMsMax,
    )
    await bucket.ftp.stop()
    await untilClosed(idle.socket, busy.socket, data)
    const [error] = await once(connectTo(Number(port), '127.0.0.1'), 'error')
    expect(error).to.have.property('code', 'ECONNREFUSED')
    expect(await bucket.keys()).to.deep.equal([])
    expect((await bucket.multiparts()).open).to.equal(0)
  })
})
