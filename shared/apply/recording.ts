import type { Observation } from '../observe/observation.ts'
import type { Entry } from '../record/entry.ts'

/** How an answer changes the entry, given what S3 said after it (undefined where S3 did not answer). */
export type Recording = (entry: Entry, after: Observation | undefined) => Entry
