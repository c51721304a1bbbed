import type { Content } from '../model/content.ts'
import type { Transfer } from '../model/desired-asset.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import type { Page } from './page.ts'

/** One object of a listing. */
export interface ListedObject extends Content {
  readonly key: string
  readonly lastModifiedMs: number
}

/** The bucket that is mirrored. Only a key that S3 says is missing is absent; anything else is thrown as transient. */
export interface Source {
  /** What S3 says of the key right now. */
  observe(key: string): Promise<Observation>
  /** Throws unless the bucket itself answers: HEAD has no body, so that a missing bucket looks like a missing key. */
  confirmBucket(): Promise<void>
  /** A URL from which Cloudinary can pull the object; secret, since it may be presigned. */
  locate(key: string, object: ObservedObject, transfer: Transfer): Promise<string>
  /** Objects after a key, in UTF-8 byte order; only those whose key begins with the prefix, if there is one. */
  list(after: string | undefined, most: number, prefix?: string): Promise<Page<ListedObject>>
}
