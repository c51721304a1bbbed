import { once } from 'node:events'
import { connect as connectTo } from 'node:net'
import { expect } from 'chai'
import { startFtp } from '../../../local/ftp/start.ts'
import { password, s3At, startBucket, user } from './bucket.ts'
import { RawClient, until } from './clients.ts'

const options = { user, password, bucket: 'source', s3: s3At('http://127.0.0.1:1') }

describe('local/ftp: start and stop', () => {
  it('listens on 127.0.0.1, rejects a taken port, and frees it', async () => {
    const first = await startFtp({ port: 0, ...options })
    expect(first.host).to.equal('127.0.0.1')
    const error = await startFtp({ port: first.port, ...options }).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'EADDRINUSE')
    await first.stop()
    const second = await startFtp({ port: first.port, ...options })
    await second.stop()
  })

  it('leaves no signal handlers', async () => {
    const count = () => ['SIGTERM', 'SIGINT', 'SIGQUIT'].map((signal) => process.listenerCount(signal))
    const before = count()
    const ftp = await startFtp({ port: 0, ...options })
    expect(count()).to.deep.equal(before)
    await ftp.stop()
  })

  it('ends sessions, listeners and half-done uploads', async () => {
    const bucket = await startBucket()
    const idle = await RawClient.loggedIn(bucket.ftp)
    const [, port] = /\|\|\|(\d+)\|/.exec(await idle.ask('EPSV')) ?? []
    const busy = await RawClient.loggedIn(bucket.ftp)
    const data = await busy.storing('photo.jpg')
    data.write(Buffer.alloc(7_000_000))
    await until(async () => (await bucket.multiparts()).begun === 1)
    await bucket.ftp.stop()
    await until(() => idle.socket.closed && busy.socket.closed && data.closed)
    const [error] = await once(connectTo(Number(port), '127.0.0.1'), 'error')
    expect(error).to.have.property('code', 'ECONNREFUSED')
    expect(await bucket.keys()).to.deep.equal([])
    expect((await bucket.multiparts()).open).to.equal(0)
    await bucket.stop()
  })
})
