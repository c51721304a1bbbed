import * as z from 'zod'
import type { Entry } from '../model/entry.ts'
import { PermanentError, TransientError } from '../model/errors.ts'
import {
  addressSchema,
  assetSchema,
  attemptSchema,
  doubtSchema,
  failuresSchema,
  leaseSchema,
  madeSchema,
  orphanSchema,
  sentObjectSchema,
  unendedSchema,
} from './entry-parts.ts'
import { parseEntryBefore3 } from './entry-schema-2.ts'

/** The version of the entries that this code writes. A newer one waits for newer code; an older one is read. */
export const ENTRY_SCHEMA_VERSION = 4

const entrySchema = z.object({
  key: z.string().min(1),
  applied: z.discriminatedUnion('state', [
    z.object({ state: z.literal('nothing'), looksFirst: z.literal(true).exactOptional() }),
    z.object({
      state: z.literal('unknown'),
      address: addressSchema,
      because: z.enum(['applied', 'access', 'request', 'found']),
      before: assetSchema.exactOptional(),
    }),
    assetSchema,
  ]),
  lease: leaseSchema.exactOptional(),
  attempt: attemptSchema
    .extend({ background: z.object({ made: madeSchema, object: sentObjectSchema }).exactOptional() })
    .exactOptional(),
  doubt: doubtSchema.exactOptional(),
  orphans: z.array(orphanSchema).exactOptional(),
  deletion: z
    .discriminatedUnion('state', [
      z.object({ state: z.literal('absent'), absentSinceMs: z.number() }),
      z.object({ state: z.literal('withheld'), sinceMs: z.number(), absentSinceMs: z.number().exactOptional() }),
      z.object({ state: z.literal('approved'), absentSinceMs: z.number().exactOptional() }),
    ])
    .exactOptional(),
  // Version 3 did not say which asset it was.
  adopted: z.union([z.string(), z.literal(true).transform(() => '')]).exactOptional(),
  failures: failuresSchema.exactOptional(),
  refused: z
    .object({
      etag: z.string(),
      sizeBytes: z.number(),
      lastModifiedMs: z.number(),
      rules: z.string(),
      digest: z.string(),
      code: z.string(),
      reason: z.string(),
      atMs: z.number(),
      letterMs: z.number().exactOptional(),
      retry: z.object({ atMs: z.number(), times: z.number() }).exactOptional(),
    })
    .exactOptional(),
  unended: unendedSchema.exactOptional(),
})

/** Parses the body of the row of a key's entry. One that newer code wrote is a reason to wait, not to guess. */
export function parseEntry(body: Readonly<Record<string, unknown>>, key = String(body.key)): Entry {
  const version = body.schema
  if (typeof version !== 'number' || version > ENTRY_SCHEMA_VERSION) {
    const expected = `expected schema version ${ENTRY_SCHEMA_VERSION} or older in the ledger's row of ${key}, found ${String(version)}`
    const advice = 'it waits until this worker has been replaced by a newer one'
    throw new TransientError('newer-schema', `${expected}; ${advice}`, { kind: 'waiting' })
  }
  try {
    return version < 3 ? parseEntryBefore3(body) : withAdopted(entrySchema.parse(body))
  } catch (cause) {
    const advice = 'remove the row from the table, then sweep: the asset is found and kept'
    throw new PermanentError('malformed-entry', `the ledger's row of ${key} is damaged; ${advice}`, { cause })
  }
}

/** Where version 3 did not say which asset was adopted, it is the one that the key has. */
function withAdopted(entry: Entry): Entry {
  return entry.adopted === '' && entry.applied.state === 'asset' ? { ...entry, adopted: entry.applied.assetId } : entry
}

/** The body of an entry's row. */
export function serializeEntry(entry: Entry): Record<string, unknown> {
  return { schema: ENTRY_SCHEMA_VERSION, ...entry }
}
