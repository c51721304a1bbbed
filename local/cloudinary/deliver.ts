import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { answerOfError, errorAnswer, send } from './answer.ts'
import type { Asset } from './asset.ts'
import type { Blobs } from './blobs.ts'
import type { Clock } from './clock.ts'
import { type Derivation, decideDelivery } from './delivery.ts'
import { contentTypeOf } from './formats.ts'
import type { Account } from './render.ts'
import type { Store } from './store.ts'
import { renderImage } from './transform/image.ts'

/** What delivery needs. */
export interface DeliveryParts {
  readonly account: Account
  readonly clock: Clock
  readonly store: Store
  readonly blobs: Blobs
}

function writeHead(response: ServerResponse, contentType: string, bytes: number, etag: string): void {
  response.writeHead(200, {
    'Content-Type': contentType,
    'Content-Length': bytes,
    ETag: `"${etag}"`,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Allow-Origin': '*',
  })
}

async function deliverDerived(source: Readable, { steps, format }: Derivation, response: ServerResponse) {
  try {
    const { bytes, format: written } = await renderImage(await buffer(source), steps, format)
    writeHead(response, contentTypeOf(written), bytes.length, createHash('md5').update(bytes).digest('hex'))
    response.end(bytes)
  } catch (error) {
    send(response, answerOfError(error))
  }
}

async function deliverOriginal(
  source: Readable,
  asset: Asset,
  contentType: string,
  { method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  writeHead(response, contentType, asset.bytes, asset.etag)
  if (method === 'HEAD') return void response.end(() => source.destroy())
  // A client that leaves in the middle is its own business.
  await pipeline(source, response).catch(() => undefined)
}

/** Shows what there is at a delivery address: a stored file, or an image made from one. */
export async function deliver(
  parts: DeliveryParts,
  segments: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
  triedBlob?: string,
): Promise<void> {
  const { account, blobs, clock, store } = parts
  const delivery = decideDelivery(store, segments, account, clock.nowMs())
  if (delivery.kind === 'refused') return send(response, errorAnswer(delivery.status, delivery.message))
  const { asset, contentType, derivation } = delivery
  if (asset.blob === triedBlob) throw new Error(`The bytes of ${asset.publicId} are lost`)
  // It may just have been replaced or destroyed: look again.
  const source = await blobs.read(asset.blob).catch(() => undefined)
  if (!source) return deliver(parts, segments, request, response, asset.blob)
  if (derivation) return deliverDerived(source, derivation, response)
  return deliverOriginal(source, asset, contentType, request, response)
}
