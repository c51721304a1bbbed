import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readWholeFile, writeWholeFile } from './big-files.ts'
import { bucketSchema, objectSchema, type Storage, type StoredBucket, type StoredObject } from './storage.ts'

const fileSchema = objectSchema.extend({ bodyFile: z.string().regex(/^[\w-]+\.body$/) })

type ObjectFile = z.infer<typeof fileSchema>

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

/** Keeps buckets and objects in files: one of JSON and one of bytes for each object, named by the hash of its key. */
export class DiskStorage implements Storage {
  readonly #root: string
  readonly #bodyFiles = new Map<string, string>()

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

  saveObject(bucket: string, object: StoredObject, body: Buffer): void {
    const path = this.#path(bucket, object.key)
    const former = this.#bodyFiles.get(path)
    const bodyFile = `${nameOf(object.key)}-${randomUUID()}.body`
    mkdirSync(dirname(path), { recursive: true })
    writeWholeFile(join(dirname(path), bodyFile), body)
    this.#writeMeta(path, { ...object, bodyFile })
    if (former) rmSync(join(dirname(path), former), { force: true })
  }

  saveTags(bucket: string, object: StoredObject): void {
    const path = this.#path(bucket, object.key)
    const bodyFile = this.#bodyFiles.get(path)
    if (bodyFile) this.#writeMeta(path, { ...object, bodyFile })
  }

  removeObject(bucket: string, key: string): void {
    const path = this.#path(bucket, key)
    const bodyFile = this.#bodyFiles.get(path)
    this.#bodyFiles.delete(path)
    rmSync(path, { force: true })
    if (bodyFile) rmSync(join(dirname(path), bodyFile), { force: true })
  }

  readBody(bucket: string, key: string): Buffer {
    const path = this.#path(bucket, key)
    return readWholeFile(join(dirname(path), this.#bodyFiles.get(path) ?? ''))
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
    const wanted = new Set(objects.flatMap(({ path, file }) => [path, join(dirname(path), file.bodyFile)]))
    // What a crash has left half-written belongs to no object.
    for (const path of inFolders) if (!wanted.has(path)) rmSync(path, { force: true })
    for (const { path, file } of objects) this.#bodyFiles.set(path, file.bodyFile)
    return objects.map(({ file }) => file)
  }

  #writeMeta(path: string, file: ObjectFile): void {
    replaceFile(path, JSON.stringify(file))
    this.#bodyFiles.set(path, file.bodyFile)
  }

  #directory(bucket: string): string {
    return join(this.#root, bucket)
  }

  #path(bucket: string, key: string): string {
    const name = nameOf(key)
    return join(this.#directory(bucket), `objects-${name.slice(0, 2)}`, `${name}.json`)
  }
}
