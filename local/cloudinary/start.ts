import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { guardFromBrowsers } from '../browser-guard.ts'
import { assemble, type Kept } from './assemble.ts'
import { createMemoryBlobs, openDiskBlobs } from './blobs.ts'
import type { Clock } from './clock.ts'
import { sendHome } from './home.ts'
import { fieldSchema } from './metadata/field.ts'
import { presetSchema } from './preset.ts'
import { noRecords, openRecords } from './records.ts'
import { openShelf } from './shelf.ts'
import type { Credentials } from './signature.ts'
import { outsideReach } from './source/reach.ts'
import { type AwsSource, S3Source } from './source/s3.ts'
import { Store } from './store.ts'

/** A running Cloudinary stand-in. */
export interface LocalCloudinary {
  /** A complete CLOUDINARY_URL. */
  readonly url: string
  readonly port: number
  readonly origin: string
  stop(): Promise<void>
}

/** Whose account it plays, where it listens, and where it keeps and fetches files. */
export interface LocalCloudinaryOptions extends Credentials {
  /** 0 means any free port. */
  readonly port: number
  /** Where assets and their bytes outlive the process; without it nothing is kept. */
  readonly dataDirectory?: string
  /** Where s3:// sources are fetched from; without it the account is outside, and reaches nothing of this machine. */
  readonly aws?: AwsSource
  /** Where its root page leads to; without it there is none. */
  readonly consoleUrl?: () => string | undefined
  /** The time that it goes by; without one the machine's. */
  readonly clock?: Clock
}

async function open(dataDirectory: string | undefined): Promise<Kept> {
  if (dataDirectory === undefined) return { store: new Store(noRecords), blobs: createMemoryBlobs() }
  const records = openRecords(join(dataDirectory, 'assets'))
  const store = new Store(records, {
    fields: openShelf(fieldSchema, join(dataDirectory, 'metadata-fields.json')),
    presets: openShelf(presetSchema, join(dataDirectory, 'upload-presets.json')),
  })
  const used = new Set([...store.all()].map(({ blob }) => blob))
  return { store, blobs: await openDiskBlobs(join(dataDirectory, 'blobs'), (blob) => used.has(blob)) }
}

async function listen(port: number): Promise<{ server: Server; port: number }> {
  // Uploads take as long as they take, and clients keep connections for reuse.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : port }
}

/** Starts the stand-in in this process, on 127.0.0.1 only; rejects with EADDRINUSE when the port is taken. */
export async function startCloudinary(options: LocalCloudinaryOptions): Promise<LocalCloudinary> {
  const { cloudName, apiKey, apiSecret, dataDirectory, aws, clock, consoleUrl } = options
  const { server, port } = await listen(options.port)
  const origin = `http://127.0.0.1:${port}`
  const stopping = new AbortController()
  const inFlight = new Set<Promise<void>>()
  const reach = aws ? new S3Source(aws, cloudName) : outsideReach
  // Listening comes first, so that a second stand-in on the same data cannot tidy up under the first one.
  const assembled = open(dataDirectory).then((kept) =>
    assemble({ cloudName, apiKey, apiSecret, origin }, kept, reach, stopping.signal, clock),
  )
  server.on('request', async (request, response) => {
    if (request.method === 'GET' && request.url === '/') return sendHome(response, cloudName, consoleUrl?.())
    const served = assembled
      .then(({ service }) => service.serve(request, response))
      .catch(() => void response.destroy())
    inFlight.add(served)
    await served
    inFlight.delete(served)
  })
  guardFromBrowsers(server)
  const end = async () => {
    stopping.abort()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await Promise.allSettled([closed, ...inFlight])
    await assembled.then(({ background }) => background.idle()).catch(() => undefined)
    reach.close()
  }
  let ended: Promise<void> | undefined
  const stop = () => {
    ended ??= end()
    return ended
  }
  await assembled.catch(async (error) => {
    await stop()
    throw error
  })
  const url = `cloudinary://${apiKey}:${apiSecret}@${cloudName}?upload_prefix=${encodeURIComponent(origin)}`
  return { url, port, origin, stop }
}
