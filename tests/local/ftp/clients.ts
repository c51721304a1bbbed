import { once } from 'node:events'
import { connect as connectTo, type Socket } from 'node:net'
import { Readable, Writable } from 'node:stream'
import { Client } from 'basic-ftp'
import { expect } from 'chai'
import type { LocalFtp } from '../../../local/ftp/start.ts'
import { eventually } from '../../support/eventually.ts'
import { waitMsMax } from '../limits.ts'
import { password, user } from './bucket.ts'

/** A well-behaved client, logged in. */
export async function connect({ host, port }: LocalFtp): Promise<Client> {
  const client = new Client(waitMsMax)
  await client.access({ host, port, user, password })
  return client
}

export function upload(client: Client, path: string, content: string | Buffer): Promise<unknown> {
  return client.uploadFrom(Readable.from([Buffer.from(content)], { objectMode: false }), path)
}

export async function download(client: Client, path: string, startAt = 0): Promise<Buffer> {
  const chunks: Buffer[] = []
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk)
      done()
    },
  })
  await client.downloadTo(sink, path, startAt)
  return Buffer.concat(chunks)
}

/** The code of the reply to a command, whether it is an error or not. */
export async function codeOf(client: Client, command: string): Promise<number> {
  return (await client.sendIgnoringError(command)).code
}

/** Resolves once the sockets are closed. */
export async function untilClosed(...sockets: readonly Socket[]): Promise<void> {
  const open = () =>
    sockets.filter(({ closed }) => !closed).map(({ remotePort, readyState }) => ({ remotePort, readyState }))
  await eventually('all sockets to close', async () => expect(open(), 'open sockets').to.deep.equal([]), waitMsMax)
}

/** A client that can send anything, in any pieces, and die at any time. */
export class RawClient {
  readonly socket: Socket
  readonly #replies: string[] = []
  #text = ''
  #wake = () => {}

  constructor({ host, port }: LocalFtp) {
    this.socket = connectTo({ host, port, noDelay: true })
    this.socket.on('error', () => {})
    this.socket.on('data', (chunk) => this.#receive(chunk.toString()))
    this.socket.on('close', () => this.#wake())
  }

  /** A client that has logged in. */
  static async loggedIn(ftp: LocalFtp): Promise<RawClient> {
    const client = new RawClient(ftp)
    await client.reply()
    await client.ask(`USER ${user}`)
    await client.ask(`PASS ${password}`)
    return client
  }

  /** The next reply, whole. */
  async reply(): Promise<string> {
    while (this.#replies.length === 0) {
      if (this.socket.closed) throw new Error('The server has hung up.')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#replies.shift() ?? ''
  }

  async code(): Promise<number> {
    return Number((await this.reply()).slice(0, 3))
  }

  async ask(command: string): Promise<string> {
    this.socket.write(`${command}\r\n`)
    return this.reply()
  }

  /** A data connection, opened as EPSV says. */
  async passive(): Promise<Socket> {
    const [, port] = /\|\|\|(\d+)\|/.exec(await this.ask('EPSV')) ?? []
    const data = connectTo({ host: '127.0.0.1', port: Number(port) })
    data.on('error', () => {})
    await once(data, 'connect')
    return data
  }

  /** The data connection of an upload that is in progress. */
  async storing(path: string): Promise<Socket> {
    const data = await this.passive()
    const answer = await this.ask(`STOR ${path}`)
    if (!answer.startsWith('150')) throw new Error(answer)
    return data
  }

  #receive(text: string): void {
    this.#text += text
    for (;;) {
      const [whole] = /^(?:\d{3}-[\s\S]*?\r\n)?\d{3} .*\r\n/.exec(this.#text) ?? []
      if (whole === undefined) return
      this.#text = this.#text.slice(whole.length)
      this.#replies.push(whole)
      this.#wake()
    }
  }
}
