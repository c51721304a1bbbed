import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import type { ListedObject } from '../../shared/ports/source.ts'
import { UsageError } from '../cli/usage-error.ts'
import { type InventoryFile, type Manifest, objectOf, parseManifest } from './inventory-manifest.ts'

/** Opens an object of S3, by its bucket and key. */
export type OpenObject = (bucket: string, key: string) => Promise<Readable>

/** Opens a file of an inventory, as it is stored. */
type Open = (file: InventoryFile, manifest: Manifest) => Promise<Readable>

/**
 * The objects of an inventory of a bucket, by the place of its manifest.json: s3://BUCKET/KEY, or a file, beside which, or where S3 has them
 * in relation to it, its data are. They are read as they are asked for, so that any number of them needs the same memory.
 */
export async function* readInventory(
  place: string,
  sourceBucket: string,
  openObject: OpenObject,
): AsyncGenerator<ListedObject> {
  const { bucket, key } = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/.exec(place)?.groups ?? {}
  const isInS3 = bucket !== undefined && key !== undefined
  const manifestText = isInS3 ? await text(await openObject(bucket, key)) : await readLocal(place)
  const manifest = parseManifest(manifestText, sourceBucket)
  const open: Open = isInS3 ? (file) => openObject(manifest.bucket, file.key) : (file) => openLocal(place, file)
  for (const file of manifest.files) yield* objectsOf(file, manifest, open)
}

/** The objects of one file. Throws at its end where it is not the one that the manifest tells of. */
async function* objectsOf(file: InventoryFile, manifest: Manifest, open: Open): AsyncGenerator<ListedObject> {
  const digest = createHash('md5')
  const rows = parse({ relax_column_count: true })
  const hashed = async function* (parts: AsyncIterable<Buffer>) {
    for await (const part of parts) {
      digest.update(part)
      yield part
    }
  }
  const reading = pipeline(await open(file, manifest), hashed, createGunzip(), rows)
  // What goes wrong with it is thrown by the rows, too.
  reading.catch(() => undefined)
  try {
    for await (const row of rows) {
      const object = objectOf(manifest.columns, row)
      if (object) yield object
    }
    await reading
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown
    throw new UsageError(`expected ${file.key} to be CSV, compressed by gzip: ${thrown}`)
  }
  const md5 = digest.digest('hex')
  if (md5 !== file.md5)
    throw new UsageError(`expected ${file.key} to have the MD5 ${file.md5} of its manifest, found ${md5}; get it again`)
}

async function readLocal(place: string): Promise<string> {
  try {
    return await readFile(place, 'utf8')
  } catch (thrown) {
    throw new UsageError(`expected s3://BUCKET/KEY or the file of a manifest.json, found ${place}: ${thrown}`)
  }
}

async function openLocal(place: string, { key }: InventoryFile): Promise<Readable> {
  const name = basename(key)
  const places = [join(dirname(place), name), join(dirname(place), '..', 'data', name)]
  const found = places.find((one) => existsSync(one))
  if (found === undefined) throw new UsageError(`expected ${name} of the inventory at ${places.join(' or ')}`)
  return createReadStream(found)
}
