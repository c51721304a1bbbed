import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { duplicateFile, PieceFile, PieceFiles } from './disk-pieces.ts'
import {
  bucketSchema,
  objectSchema,
  type Piece,
  type PieceWriter,
  type Storage,
  type StoredBucket,
  type StoredObject,
} from './storage.ts'

const bodyFile = z.string().regex(/^[\w-]+\.body$/)

const fileSchema = objectSchema.extend({
  bodyFiles: z.exactOptional(z.array(z.object({ file: bodyFile, bytes: z.number() }))),
  /** What earlier versions wrote: each object was in one file. */
  bodyFile: z.exactOptional(bodyFile),
})

type ObjectFile = z.infer<typeof fileSchema>

function bodyFilesOf({ bodyFiles, bodyFile, contentLength }: ObjectFile) {
  return bodyFiles ?? (bodyFile === undefined ? [] : [{ file: bodyFile, bytes: contentLength }])
}

function objectOf({ bodyFiles: _, bodyFile: __, ...object }: ObjectFile): StoredObject {
  return object
}

// Keys are names of no file: they may be longer than one, climb out by '..', or be both a file and a directory.
function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

// A crash leaves either the old content or the new.
function replaceFile(path: string, content: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`
  writeFileSync(temporary, content)
  renameSync(temporary, path)
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new Error(`${path} is damaged. Remove the data directory, or start with --fresh.`, { cause: error })
  }
}

/**
 * Keeps buckets and objects in files: one of JSON for each object, named by the hash of its key, and beside it its bytes, in as many
 * files as it came in parts. Bytes are there before the JSON that names them, so that an object changes in one step.
 */
export class DiskStorage implements Storage {
  readonly #root: string
  readonly #pieces = new Map<string, readonly Piece[]>()
  readonly #files = new PieceFiles()

  constructor(directory: string) {
    this.#root = join(directory, 's3')
    mkdirSync(this.#root, { recursive: true })
  }

  saveBucket(bucket: StoredBucket): void {
    mkdirSync(this.#directory(bucket.name), { recursive: true })
    replaceFile(join(this.#directory(bucket.name), 'bucket.json'), JSON.stringify(bucket))
  }

  removeBucket(name: string): void {
    rmSync(this.#directory(name), { recursive: true, force: true })
  }

  openPiece(bucket: string, key: string): PieceWriter {
    return new PieceFile(this.#newFile(bucket, key))
  }

  duplicate(pieces: readonly Piece[], bucket: string, key: string): Piece[] {
    const made: Piece[] = []
    try {
      for (const { id, bytes } of pieces) {
        const copy = this.#newFile(bucket, key)
        duplicateFile(id, copy)
        made.push({ id: copy, bytes })
      }
      return made
    } catch (error) {
      this.removePieces(made)
      throw error
    }
  }

  removePieces(pieces: readonly Piece[]): void {
    this.#files.remove(pieces)
  }

  saveObject(bucket: string, object: StoredObject, pieces: readonly Piece[]): void {
    const path = this.#path(bucket, object.key)
    const former = this.#pieces.get(path) ?? []
    this.#writeMeta(path, object, pieces)
    this.#files.remove(former)
  }

  saveTags(bucket: string, object: StoredObject): void {
    const path = this.#path(bucket, object.key)
    const pieces = this.#pieces.get(path)
    if (pieces) this.#writeMeta(path, object, pieces)
  }

  removeObject(bucket: string, key: string): void {
    const path = this.#path(bucket, key)
    const pieces = this.#pieces.get(path) ?? []
    this.#pieces.delete(path)
    rmSync(path, { force: true })
    this.#files.remove(pieces)
  }

  piecesOf(bucket: string, key: string): readonly Piece[] {
    return this.#pieces.get(this.#path(bucket, key)) ?? []
  }

  read(pieces: readonly Piece[], start: number, end: number): Readable {
    return this.#files.read(pieces, start, end)
  }

  *load(): Iterable<{ bucket: StoredBucket; objects: StoredObject[] }> {
    const folders = readdirSync(this.#root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    for (const { name } of folders) {
      const directory = this.#directory(name)
      const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      if (files.includes('bucket.json')) {
        const bucket = readJson(join(directory, 'bucket.json'), bucketSchema)
        yield { bucket, objects: this.#loadObjects(directory, files) }
      }
    }
  }

  #loadObjects(directory: string, files: readonly string[]): StoredObject[] {
    const inFolders = files.filter((file) => dirname(file) !== '.').map((file) => join(directory, file))
    const objects = inFolders
      .filter((path) => path.endsWith('.json'))
      .map((path) => ({ path, file: readJson(path, fileSchema) }))
    for (const { path, file } of objects) {
      const pieces = bodyFilesOf(file).map(({ file: name, bytes }) => ({ id: join(dirname(path), name), bytes }))
      this.#pieces.set(path, pieces)
    }
    const wanted = new Set(objects.flatMap(({ path }) => [path, ...(this.#pieces.get(path) ?? []).map(({ id }) => id)]))
    // What a crash has left half-written, and parts of uploads that were never completed, belong to no object.
    for (const path of inFolders) if (!wanted.has(path)) rmSync(path, { force: true })
    return objects.map(({ file }) => objectOf(file))
  }

  #writeMeta(path: string, object: StoredObject, pieces: readonly Piece[]): void {
    const file: ObjectFile = { ...object, bodyFiles: pieces.map(({ id, bytes }) => ({ file: basename(id), bytes })) }
    replaceFile(path, JSON.stringify(file))
    this.#pieces.set(path, pieces)
  }

  #newFile(bucket: string, key: string): string {
    const folder = dirname(this.#path(bucket, key))
    mkdirSync(folder, { recursive: true })
    return join(folder, `${nameOf(key)}-${randomUUID()}.body`)
  }

  #directory(bucket: string): string {
    return join(this.#root, bucket)
  }

  #path(bucket: string, key: string): string {
    const name = nameOf(key)
    return join(this.#directory(bucket), `objects-${name.slice(0, 2)}`, `${name}.json`)
  }
}
