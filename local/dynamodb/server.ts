import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import dynalite from 'dynalite'
import { guardFromBrowsers } from '../browser-guard.ts'

export interface DynamodbOptions {
  /** 0 means any free port. */
  readonly port: number
  /** Without one nothing is kept. */
  readonly dataDirectory?: string | undefined
}

/** A running DynamoDB. */
export interface LocalDynamodb {
  readonly endpoint: string
  stop(): Promise<void>
}

/** Starts DynamoDB in this thread, on 127.0.0.1 only; rejects with EADDRINUSE when the port is taken. */
export async function serveDynamodb(options: DynamodbOptions): Promise<LocalDynamodb> {
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
