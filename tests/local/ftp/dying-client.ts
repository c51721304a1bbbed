import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'basic-ftp'

// Uploads without an end, tells its parent when the first bytes are out, and waits to be killed.
const [port, user, password, path = '', bytes] = process.argv.slice(2)

async function* content(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(Number(bytes), 'x')
  process.send?.('sent')
  for (;;) await delay(1000)
}

const client = new Client()
await client.access({ host: '127.0.0.1', port: Number(port), user: user ?? '', password: password ?? '' })
await client.uploadFrom(Readable.from(content()), path)
