import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import type { LocalFtp } from '../../../local/ftp/start.ts'
import { RawClient } from './clients.ts'

/** What a client needs to trust the server's certificate, and to check its name. */
export function trusting({ certificate }: LocalFtp): { ca: string; host: string } {
  if (certificate === undefined) throw new Error('expected a certificate, found none')
  return { ca: certificate, host: '127.0.0.1' }
}

/** A client that has sent AUTH TLS, and what is to be behind it in the same segment; and its connection after the handshake. */
export async function upgrade(ftp: LocalFtp, behind = ''): Promise<{ raw: RawClient; tls: TLSSocket }> {
  const raw = new RawClient(ftp)
  await raw.reply()
  expect(await raw.ask(`AUTH TLS${behind}`)).to.match(/^234/)
  const tls = connectTls({ socket: raw.socket, ...trusting(ftp) })
  tls.on('error', () => {})
  await once(tls, 'secureConnect')
  return { raw, tls }
}

/** The reply to a command. */
export async function ask(tls: TLSSocket, command: string): Promise<string> {
  tls.write(`${command}\r\n`)
  const [answer] = await once(tls, 'data')
  return String(answer)
}
