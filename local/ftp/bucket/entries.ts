/** An object, as a file. */
export interface FileEntry {
  readonly kind: 'file'
  readonly key: string
  readonly name: string
  readonly bytes: number
  readonly modified: Date
  readonly etag: string | undefined
}

/** A prefix, or a marker, as a directory; its key has no slash at the end. S3 keeps no time for it. */
export interface DirectoryEntry {
  readonly kind: 'directory'
  readonly key: string
  readonly name: string
}

/** What FTP finds in the bucket. */
export type Entry = FileEntry | DirectoryEntry
