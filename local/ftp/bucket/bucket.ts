import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NotFound,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3'
import { isHidden, prefixOf } from '../path.ts'
import type { DirectoryEntry, Entry, FileEntry } from './entries.ts'

/** The bucket that the file system is. */
export interface Bucket {
  readonly s3: S3Client
  readonly name: string
}

function baseName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}

function directoryEntry(key: string): DirectoryEntry {
  return { kind: 'directory', key, name: baseName(key) }
}

/** The file of exactly this key, if there is one. */
export async function findFile({ s3, name }: Bucket, key: string): Promise<FileEntry | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: name, Key: key }))
    const modified = head.LastModified ?? new Date(0)
    return { kind: 'file', key, name: baseName(key), bytes: head.ContentLength ?? 0, modified, etag: head.ETag }
  } catch (error) {
    if (error instanceof NotFound) return undefined
    throw error
  }
}

/** Whether a directory is absent, or only a marker, or has something in it. */
export async function fillOf({ s3, name }: Bucket, key: string): Promise<'absent' | 'empty' | 'filled'> {
  const prefix = prefixOf(key)
  const list = await s3.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, MaxKeys: 2 }))
  const contents = list.Contents ?? []
  if (contents.some(({ Key }) => Key !== prefix)) return 'filled'
  return contents.length > 0 ? 'empty' : 'absent'
}

/** What is under this key: a file before a directory, since S3 can hold both. The root is always there. */
export async function find(bucket: Bucket, key: string): Promise<Entry | undefined> {
  if (key === '') return directoryEntry(key)
  const file = await findFile(bucket, key)
  if (file) return file
  return (await fillOf(bucket, key)) === 'absent' ? undefined : directoryEntry(key)
}

/** The entries of a directory, page by page; none where nothing is in it. */
export async function* listDirectory({ s3, name }: Bucket, key: string): AsyncGenerator<Entry> {
  const prefix = prefixOf(key)
  const pages = paginateListObjectsV2({ client: s3 }, { Bucket: name, Prefix: prefix, Delimiter: '/' })
  for await (const { CommonPrefixes = [], Contents = [] } of pages) {
    const directories = CommonPrefixes.map(({ Prefix = '' }) => directoryEntry(Prefix.slice(0, -1)))
    const files = Contents.map(({ Key = '', Size = 0, LastModified = new Date(0), ETag }): FileEntry => {
      return { kind: 'file', key: Key, name: baseName(Key), bytes: Size, modified: LastModified, etag: ETag }
    })
    yield* [...directories, ...files].filter((entry) => isListable(entry, prefix))
  }
}

// The directory's own marker, the service's marker, and keys that no FTP path can name.
function isListable({ key, name }: Entry, prefix: string): boolean {
  if (key === prefix || key === '' || name === '' || name === '.' || name === '..') return false
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a name would forge another entry.
  return !(prefix === '' && isHidden(name)) && !/[\x00-\x1f\x7f]/.test(name)
}

/** All objects with this prefix, markers included. */
export async function objectsUnder({ s3, name }: Bucket, prefix: string): Promise<{ key: string; bytes: number }[]> {
  const objects: { key: string; bytes: number }[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: name, Prefix: prefix })) {
    objects.push(...Contents.flatMap(({ Key: key, Size = 0 }) => (key === undefined ? [] : { key, bytes: Size })))
  }
  return objects
}

/** The bytes of a file from `start` up to before `end`. Fails if the file has been replaced since it was found. */
export async function readFile(
  { s3, name }: Bucket,
  { key, bytes, etag }: FileEntry,
  { start = 0, end = bytes } = {},
): Promise<Readable> {
  if (start >= end) return Readable.from([])
  const range = { Range: `bytes=${start}-${end - 1}`, IfMatch: etag }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key, ...range }))
  if (!(Body instanceof Readable)) throw new Error(`${key} came without a body.`)
  return Body
}

/** Makes a directory that is there without files: an empty object whose key ends in a slash. */
export async function makeMarker({ s3, name }: Bucket, directory: string): Promise<void> {
  const marker = { Key: prefixOf(directory), Body: new Uint8Array(), ContentType: 'application/x-directory' }
  await s3.send(new PutObjectCommand({ Bucket: name, ...marker }))
}

/** Removes one object, if it is there. */
export async function deleteObject({ s3, name }: Bucket, key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: name, Key: key }))
}
