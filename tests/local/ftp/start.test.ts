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
