import { z } from 'zod'
import type { Entry } from '../model/entry.ts'
import { TransientError } from '../model/errors.ts'

/** The version of the entries that this code writes. A newer one waits for newer code; an older one is read. */
export const ENTRY_SCHEMA_VERSION = 2

const address = z.object({
  resourceType: z.enum(['image', 'video', 'raw']),
  type: z.enum(['upload', 'private', 'authenticated']),
  publicId: z.string().min(1),
})

const ours = z.object({ context: z.array(z.string()), tags: z.array(z.string()) })

const applied = z.discriminatedUnion('state', [
  z.object({ state: z.literal('nothing') }),
  z.object({ state: z.literal('unknown'), address, owned: z.boolean() }),
  z.object({
    state: z.literal('asset'),
    address,
    assetId: z.string(),
    version: z.number(),
    content: z.object({ etag: z.string(), sizeBytes: z.number() }),
    storedMd5: z.string().exactOptional(),
    fingerprint: z.string(),
    // Version 1 knew no rules.
    rules: z.string().default(''),
    preset: z.string().default(''),
    ours: ours.default({ context: [], tags: [] }),
    lastModifiedMs: z.number(),
    atMs: z.number(),
  }),
])

const entrySchema = z.object({
  key: z.string().min(1),
  applied,
  lease: z.object({ token: z.string(), untilMs: z.number() }).exactOptional(),
  attempt: z
    .object({
      token: z.string(),
      operation: z.enum(['upload', 'rename', 'update', 'destroy']),
      address,
      deadlineMs: z.number(),
    })
    .exactOptional(),
  pending: z
    .object({
      token: z.string(),
      made: z.object({ address, fingerprint: z.string(), rules: z.string(), preset: z.string(), ours }),
      object: z.object({
        etag: z.string(),
        sizeBytes: z.number(),
        etagIsMd5: z.boolean(),
        versionId: z.string().optional(),
        lastModifiedMs: z.number(),
      }),
    })
    .exactOptional(),
  doubt: z
    .union([
      z.object({ untilMs: z.number(), addresses: z.array(address) }),
      // Version 1 knew one address only.
      z
        .object({ untilMs: z.number(), address })
        .transform((doubt) => ({ untilMs: doubt.untilMs, addresses: [doubt.address] })),
    ])
    .exactOptional(),
  strays: z.array(address).exactOptional(),
  absentSinceMs: z.number().exactOptional(),
  withheldMs: z.number().exactOptional(),
  isAdmitted: z.literal(true).exactOptional(),
  looksFirst: z.literal(true).exactOptional(),
  failures: z.object({ count: z.number(), code: z.string(), reason: z.string() }).exactOptional(),
  refused: z
    .object({
      etag: z.string(),
      sizeBytes: z.number(),
      lastModifiedMs: z.number(),
      rules: z.string().default(''),
      circumstances: z.string().default(''),
      code: z.string(),
      reason: z.string(),
      atMs: z.number(),
    })
    .exactOptional(),
})

/** Parses the body of an entry's row. One that newer code wrote is a reason to wait, not to guess. */
export function parseEntry(body: Readonly<Record<string, unknown>>): Entry {
  const version = body.schema
  if (typeof version !== 'number' || version > ENTRY_SCHEMA_VERSION) {
    const expected = `expected schema version ${ENTRY_SCHEMA_VERSION} or older in the ledger, found ${String(version)}`
    const advice = 'it waits until this worker has been replaced by a newer one'
    throw new TransientError('newer-schema', `${expected}; ${advice}`, { kind: 'waiting' })
  }
  return entrySchema.parse(body)
}

/** The body of an entry's row. */
export function serializeEntry(entry: Entry): Record<string, unknown> {
  return { schema: ENTRY_SCHEMA_VERSION, ...entry }
}
