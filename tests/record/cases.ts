import type { Entry } from '../../shared/model/entry.ts'
import type { Failure } from '../../shared/model/errors.ts'
import { observed } from '../rules/fixtures.ts'

/** A name, what was, what happens, and what is then. */
export type Case = readonly [string, Entry, (entry: Entry) => Entry, Entry]

/** What S3 says while it is in trouble. */
export const failure: Failure = {
  class: 'transient',
  scope: 'source',
  code: 's3-503',
  reason: 'no',
  effect: 'none',
  notBeforeMs: undefined,
}

const { etag, sizeBytes, lastModifiedMs } = observed()
/** A refusal of the object that is there. */
export const refused = {
  etag,
  sizeBytes,
  lastModifiedMs,
  rules: 'r',
  digest: 'd',
  code: 'too-large',
  reason: 'r',
  atMs: 1,
}
