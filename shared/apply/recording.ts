import type { Entry } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'

/** How an answer changes the entry, given what S3 said after it (undefined where S3 did not answer). */
export type Recording = (entry: Entry, after: Observation | undefined) => Entry
