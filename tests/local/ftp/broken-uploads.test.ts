import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Client } from 'basic-ftp'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { waitMsMax } from '../limits.ts'
import { password, startBucket, type TestBucket, user } from './bucket.ts'
import { connect, RawClient, untilClosed, upload } from './clients.ts'

const dyingClient = fileURLToPath(new URL('dying-client.ts', import.meta.url))

const deaths: Record<string, (raw: RawClient, data: Socket) => void> = {
  'closes control, then data': (raw, data) => {
    raw.socket.destroy()
    data.destroy()
  },
  'closes data, then control': (raw, data) => {
    data.destroy()
    raw.socket.destroy()
  },
  'resets both': (raw, data) => {
    data.resetAndDestroy()
    raw.socket.resetAndDestroy()
  },
  'resets control and ends data': (raw, data) => {
    data.end()
    raw.socket.resetAndDestroy()
  },
  'closes control only': (raw) => void raw.socket.destroy(),
}

describe('local/ftp: broken uploads', () => {
  let bucket: TestBucket
  let bystander: Client
  before(async () => {
    bucket = await startBucket()
    bystander = await connect(bucket.ftp)
  })
  after(async () => {
    bystander.close()
    await bucket.stop()
  })

  const untilNoneIsOpen = () =>
    eventually(
      'no open multipart upload',
      async () => expect((await bucket.multiparts()).open, 'open multipart uploads').to.equal(0),
      waitMsMax,
    )

  const untilMoreThan = (begun: number) =>
    eventually(
      'another multipart upload',
      async () => expect((await bucket.multiparts()).begun, 'multipart uploads begun').to.be.greaterThan(begun),
      waitMsMax,
    )

  // An upload that begins after the death has waited as long as the dead client's: by then that one has been decided.
  const decided = async (): Promise<void> => {
    await upload(bystander, 'bystander.txt', 'x')
    await upload(bystander, 'bystander.txt', 'x')
    expect((await bucket.multiparts()).open).to.equal(0)
  }

  for (const [title, die] of Object.entries(deaths)) {
    for (const [size, bytes] of [
      ['small', 1000],
      ['large', 7_000_000],
    ] as const) {
      it(`leaves the old content when a client of a ${size} file ${title}`, async () => {
        await bucket.put('photo.jpg', 'old')
        const raw = await RawClient.loggedIn(bucket.ftp)
        const data = await raw.storing('photo.jpg')
        const before = await bucket.multiparts()
        await new Promise((resolve) => data.write(Buffer.alloc(bytes), resolve))
        if (size === 'large') await untilMoreThan(before.begun)
        die(raw, data)
        await untilClosed(raw.socket)
        await untilNoneIsOpen()
        await decided()
        expect(await bucket.text('photo.jpg')).to.equal('old')
        data.destroy()
      })
    }
  }

  for (const [size, bytes] of [
    ['small', 1000],
    ['large', 30_000_000],
  ] as const) {
    it(`leaves nothing of a ${size} file whose client is killed`, async () => {
      const child = fork(dyingClient, [String(bucket.ftp.port), user, password, `${size}.jpg`, String(bytes)])
      await once(child, 'message')
      child.kill('SIGKILL')
      await once(child, 'exit')
      await untilNoneIsOpen()
      await decided()
      expect(await bucket.keys(`${size}.jpg`)).to.deep.equal([])
    })
  }

  it('answers a client whose data connection is reset, and continues with it', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.storing('reset.jpg')
    data.write('begin')
    data.resetAndDestroy()
    expect(await raw.code()).to.equal(426)
    expect(await bucket.keys('reset.jpg')).to.deep.equal([])
    const second = await raw.storing('reset.jpg')
    second.end('whole')
    expect(await raw.code()).to.equal(226)
    expect(await bucket.text('reset.jpg')).to.equal('whole')
    raw.socket.destroy()
  })

  it('aborts on ABOR, also behind telnet signals', async () => {
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.storing('aborted.jpg')
    data.write('begin')
    raw.socket.write(Buffer.from('\xff\xf4\xff\xf2ABOR\r\n', 'latin1'))
    expect(await raw.code()).to.equal(426)
    expect(await raw.code()).to.equal(226)
    expect(await bucket.keys('aborted.jpg')).to.deep.equal([])
    raw.socket.destroy()
  })
})
