import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import dynalite from 'dynalite'
import { guardFromBrowsers } from '../browser-guard.ts'

/** A running DynamoDB. */
export interface LocalDynamodb {
  readonly endpoint: string
  stop(): Promise<void>
}

/** Starts DynamoDB in this process, on 127.0.0.1 only. Without a data directory nothing is kept. */
export async function startDynamodb(options: { port: number; dataDirectory?: string }): Promise<LocalDynamodb> {
  const { port, dataDirectory } = options
  if (dataDirectory) mkdirSync(dataDirectory, { recursive: true })
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, ...(dataDirectory ? { path: dataDirectory } : {}) })
  guardFromBrowsers(server)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('DynamoDB has no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
