import type { TestBucket } from '../local/ftp/bucket.ts'

/** What clients are asked to do. Names of files are the same for all of them. */
export type OperationName =
  | 'list'
  | 'upload'
  | 'overwrite'
  | 'append'
  | 'unique'
  | 'download'
  | 'resume'
  | 'rename'
  | 'delete'
  | 'mkdir'
  | 'rmdir'
  | 'rmdir full'
  | 'missing'
  | 'FTPS'

/** Where a client is to do something. */
export interface Place {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** The directory in the bucket, without slashes at its ends. */
  readonly directory: string
  /** A folder of its own on this machine. */
  readonly folder: string
  /** The file of the server's certificate. */
  readonly certificate: string
}

/** What a client says of what it did. */
export interface Outcome {
  /** False where it says that it has failed. Some that take commands from a file never do. */
  readonly isGood: boolean
  readonly output: string
}

/** A client, and how it does what it can. */
export interface FtpClient {
  readonly name: string
  /** The programs that have to be installed. */
  readonly programs: readonly string[]
  readonly operations: Partial<Record<OperationName, (place: Place) => Promise<Outcome>>>
}

/** One thing that clients do: what is there before, and what has to be true afterwards. */
export interface Operation {
  prepare(bucket: TestBucket, place: Place): Promise<void>
  check(bucket: TestBucket, place: Place, outcome: Outcome): Promise<void>
}
