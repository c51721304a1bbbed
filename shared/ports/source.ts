import type { Content } from '../model/content.ts'
import type { Transfer } from '../model/desired-asset.ts'
import type { Observation, ObservedObject } from '../model/observation.ts'
import type { Page } from './page.ts'

/** One object of a listing. */
export interface ListedObject extends Content {
  readonly key: string
  readonly lastModifiedMs: number
}

/** The bytes of an object, to be sent to Cloudinary. */
export interface ObjectBytes {
  /** The last segment of the key. */
  readonly name: string
  readonly sizeBytes: number
  /** In hexadecimal; undefined where S3 does not say it. */
  readonly md5: string | undefined
  /** Opens the very object that was looked at; throws the TransientError `moving` where it is not there any more. */
  open(): Promise<AsyncIterable<Uint8Array>>
}

/** From where Cloudinary gets an object: a URL that it pulls, secret since it may be presigned; or the bytes themselves. */
export type Location = string | ObjectBytes

/** The bucket that is mirrored. Only a key that S3 says is missing is absent; anything else is thrown as transient. */
export interface Source {
  /** What S3 says of the key right now. */
  observe(key: string): Promise<Observation>
  /** Throws unless the bucket itself answers: HEAD has no body, so that a missing bucket looks like a missing key. */
  confirmBucket(): Promise<void>
  /** How all objects are transferred, whatever the rules say; undefined where the rules say it. */
  readonly transfer: Transfer | undefined
  /** From where Cloudinary gets the object. */
  locate(key: string, object: ObservedObject, transfer: Transfer): Promise<Location>
  /** Objects after a key, in UTF-8 byte order; only those whose key begins with the prefix, if there is one. */
  list(after: string | undefined, most: number, prefix?: string): Promise<Page<ListedObject>>
}
