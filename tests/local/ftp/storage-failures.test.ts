import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect } from 'chai'
import { portOf } from '../../../local/ftp/data-connection.ts'
import { type LocalFtp, startFtp } from '../../../local/ftp/start.ts'
import { password, s3At, startBucket, user } from './bucket.ts'
import { RawClient } from './clients.ts'

const commands = ['SIZE', 'DELE', 'MKD', 'RMD', 'RNFR', 'MLST', 'CWD', 'STOR', 'RETR', 'APPE', 'LIST', 'NLST', 'MLSD']

async function codesOf(ftp: LocalFtp): Promise<Set<number>> {
  const raw = await RawClient.loggedIn(ftp)
  const codes: number[] = []
  for (const command of commands) codes.push(Number((await raw.ask(`${command} x`)).slice(0, 3)))
  for (const command of ['LIST', 'NLST', 'MLSD']) {
    const data = await raw.passive()
    // The root is there in any case: what is in it is asked for when the data connection is open.
    expect(await raw.ask(command)).to.match(/^150/)
    codes.push(await raw.code())
    data.destroy()
  }
  return new Set(codes)
}

describe('local/ftp: failures of the storage', () => {
  const cleanups: (() => unknown)[] = []
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean()
  })

  async function ftpBefore(endpoint: string): Promise<LocalFtp> {
    const ftp = await startFtp({ port: 0, user, password, bucket: 'source', s3: s3At(endpoint) })
    cleanups.push(() => ftp.stop())
    return ftp
  }

  async function ftpBeforeStorage(answer: RequestListener): Promise<LocalFtp> {
    const server = createServer(answer)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    cleanups.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return ftpBefore(`http://127.0.0.1:${portOf(server)}`)
  }

  it('answers 451 when it cannot be reached', async () => {
    expect(await codesOf(await ftpBefore('http://127.0.0.1:1'))).to.deep.equal(new Set([451]))
  })

  for (const [status, code] of [
    [403, 550],
    [503, 451],
  ] as const) {
    it(`answers ${code} when it says ${status}`, async () => {
      const ftp = await ftpBeforeStorage((request, response) => {
        response.writeHead(status).end(request.method === 'HEAD' ? '' : '<Error><Code>Nope</Code></Error>')
      })
      expect(await codesOf(ftp)).to.deep.equal(new Set([code]))
    })
  }

  it('never passes off half a file as the whole one when it fails in the middle of a download', async () => {
    const ftp = await ftpBeforeStorage((request, response) => {
      response.writeHead(200, { 'content-length': 1000, etag: '"e"' })
      if (request.method === 'HEAD') response.end()
      else response.write('begin', () => response.destroy())
    })
    const raw = await RawClient.loggedIn(ftp)
    const data = await raw.passive()
    const reset = once(data, 'error')
    data.resume()
    expect(await raw.ask('RETR x')).to.match(/^150/)
    expect(await raw.code()).to.equal(451)
    expect((await reset)[0]).to.have.property('code', 'ECONNRESET')
  })

  it('leaves nothing under the new name when it fails in the middle of the renaming of a directory', async () => {
    const bucket = await startBucket()
    cleanups.push(() => bucket.stop())
    for (const name of ['bad.jpg', 'late.jpg']) await bucket.put(`old/${name}`, 'x')
    const failed = Promise.withResolvers<void>()
    bucket.s3.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const key = 'Key' in args.input ? args.input.Key : undefined
          if (commandName !== 'CopyObjectCommand') return next(args)
          if (key?.endsWith('bad.jpg')) {
            failed.resolve()
            throw new Error('broken')
          }
          // It ends after the other has failed.
          await failed.promise
          return next(args)
        },
      { step: 'initialize' },
    )
    const raw = await RawClient.loggedIn(bucket.ftp)
    expect(await raw.ask('RNFR old')).to.match(/^350/)
    expect(await raw.ask('RNTO new')).to.match(/^451/)
    expect(await bucket.keys()).to.deep.equal(['old/bad.jpg', 'old/late.jpg'])
  })

  it('keeps the old content, and no parts, when it fails in the middle of an upload', async () => {
    const bucket = await startBucket()
    cleanups.push(() => bucket.stop())
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
  })
})
