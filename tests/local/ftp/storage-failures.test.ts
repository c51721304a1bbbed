import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect } from 'chai'
import { portOf } from '../../../local/ftp/data-connection.ts'
import { startFtp } from '../../../local/ftp/start.ts'
import { password, s3At, startBucket, user } from './bucket.ts'
import { RawClient } from './clients.ts'

const commands = ['SIZE x', 'DELE x', 'MKD x', 'RMD x', 'RNFR x', 'MLST x', 'CWD x', 'STOR x', 'RETR x', 'APPE x']

async function codesOf(endpoint: string): Promise<number[]> {
  const ftp = await startFtp({ port: 0, user, password, bucket: 'source', s3: s3At(endpoint) })
  const raw = await RawClient.loggedIn(ftp)
  const codes: number[] = []
  for (const command of commands) codes.push(Number((await raw.ask(command)).slice(0, 3)))
  for (const command of ['LIST', 'NLST', 'MLSD']) {
    const data = await raw.passive()
    expect(await raw.ask(command)).to.match(/^150/)
    codes.push(await raw.code())
    data.destroy()
  }
  await ftp.stop()
  return codes
}

describe('local/ftp: failures of the storage', () => {
  it('answers 451 when it cannot be reached', async () => {
    expect(new Set(await codesOf('http://127.0.0.1:1'))).to.deep.equal(new Set([451]))
  })

  for (const [status, code] of [
    [403, 550],
    [503, 451],
  ] as const) {
    it(`answers ${code} when it says ${status}`, async () => {
      const server = createServer((request, response) => {
        response.writeHead(status).end(request.method === 'HEAD' ? '' : '<Error><Code>Nope</Code></Error>')
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      expect(new Set(await codesOf(`http://127.0.0.1:${portOf(server)}`))).to.deep.equal(new Set([code]))
      server.closeAllConnections()
      server.close()
    })
  }

  it('never passes off half a file as the whole one when it fails in the middle of a download', async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-length': 1000, etag: '"e"' })
      if (request.method === 'HEAD') response.end()
      else response.write('begin', () => response.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const s3 = s3At(`http://127.0.0.1:${portOf(server)}`)
    const ftp = await startFtp({ port: 0, user, password, bucket: 'source', s3 })
    const raw = await RawClient.loggedIn(ftp)
    const data = await raw.passive()
    const reset = once(data, 'error')
    data.resume()
    expect(await raw.ask('RETR x')).to.match(/^150/)
    expect(await raw.code()).to.equal(451)
    expect((await reset)[0]).to.have.property('code', 'ECONNRESET')
    await ftp.stop()
    server.close()
  })

  it('keeps the old content, and no parts, when it fails in the middle of an upload', async () => {
    const bucket = await startBucket()
    await bucket.put('photo.jpg', 'old')
    bucket.s3.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          if (commandName === 'CompleteMultipartUploadCommand') throw new Error('broken')
          return next(args)
        },
      { step: 'initialize' },
    )
    const raw = await RawClient.loggedIn(bucket.ftp)
    const data = await raw.storing('photo.jpg')
    data.end(Buffer.alloc(12_000_000))
    expect(await raw.code()).to.equal(451)
    expect(await bucket.text('photo.jpg')).to.equal('old')
    expect(await bucket.multiparts()).to.deep.equal({ begun: 1, open: 0 })
    await bucket.stop()
  })
})
