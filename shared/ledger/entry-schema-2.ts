import * as z from 'zod'
import type { Applied, Attempt, Deletion, Entry } from '../model/entry.ts'
import { reasonOf } from '../model/reasons.ts'
import { isLiftable, retryAfter } from '../model/refusal.ts'
import {
  addressSchema,
  assetSchema,
  attemptSchema,
  doubtSchema,
  failuresSchema,
  leaseSchema,
  madeSchema,
  sentObjectSchema,
} from './entry-parts.ts'

const entrySchema = z.object({
  key: z.string().min(1),
  applied: z.discriminatedUnion('state', [
    z.object({ state: z.literal('nothing') }),
    z.object({ state: z.literal('unknown'), address: addressSchema, owned: z.boolean() }),
    assetSchema,
  ]),
  lease: leaseSchema.exactOptional(),
  attempt: attemptSchema.exactOptional(),
  pending: z.object({ token: z.string(), made: madeSchema, object: sentObjectSchema }).exactOptional(),
  doubt: z
    .union([
      doubtSchema,
      // Version 1 knew one address only.
      z
        .object({ untilMs: z.number(), address: addressSchema })
        .transform(({ untilMs, address }) => ({ untilMs, addresses: [address] })),
    ])
    .exactOptional(),
  strays: z.array(addressSchema).exactOptional(),
  absentSinceMs: z.number().exactOptional(),
  withheldMs: z.number().exactOptional(),
  isAdmitted: z.literal(true).exactOptional(),
  looksFirst: z.literal(true).exactOptional(),
  failures: failuresSchema.exactOptional(),
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
    .transform(({ circumstances, ...refused }) => ({ ...refused, digest: circumstances, ...retryOf(refused) }))
    .exactOptional(),
})

/**
 * Those versions remembered what may pass like what never does, and wrote a letter for each: now a sweep tries it again. Only an
 * archived object, and what Cloudinary or the rules refuse for good, has nothing to wait for.
 */
function retryOf({ code, atMs }: { readonly code: string; readonly atMs: number }) {
  const mayPass = isLiftable(code) || reasonOf(code)?.kind === 'failing'
  return mayPass ? { letterMs: atMs, retry: retryAfter(atMs, 1) } : {}
}

type EntryBefore3 = z.infer<typeof entrySchema>

/** Reads an entry of version 1 or 2, in which flags stood beside each other that are states now. */
export function parseEntryBefore3(body: Readonly<Record<string, unknown>>): Entry {
  const { key, lease, doubt, strays, failures, refused, ...flags } = entrySchema.parse(body)
  const attempt = attemptOf(flags)
  const deletion = deletionOf(flags)
  return {
    key,
    applied: appliedOf(flags),
    ...(lease && { lease }),
    ...(attempt && { attempt }),
    ...(doubt && { doubt }),
    ...(strays && { orphans: strays }),
    ...(deletion && { deletion }),
    ...(failures && { failures }),
    ...(refused && { refused }),
  }
}

function appliedOf({ applied, looksFirst }: Pick<EntryBefore3, 'applied' | 'looksFirst'>): Applied {
  if (applied.state === 'nothing') return looksFirst ? { state: 'nothing', looksFirst } : applied
  if (applied.state === 'asset') return applied
  const { address, owned } = applied
  return { state: 'unknown', address, because: owned ? 'applied' : looksFirst ? 'found' : 'request' }
}

function attemptOf({ attempt, pending }: Pick<EntryBefore3, 'attempt' | 'pending'>): Attempt | undefined {
  if (!attempt || !pending) return attempt
  return { ...attempt, background: { made: pending.made, object: pending.object } }
}

function deletionOf(flags: Pick<EntryBefore3, 'absentSinceMs' | 'withheldMs' | 'isAdmitted'>): Deletion | undefined {
  const { absentSinceMs, withheldMs, isAdmitted } = flags
  const absence = absentSinceMs === undefined ? {} : { absentSinceMs }
  if (isAdmitted) return { state: 'approved', ...absence }
  if (withheldMs !== undefined) return { state: 'withheld', sinceMs: withheldMs, ...absence }
  return absentSinceMs === undefined ? undefined : { state: 'absent', absentSinceMs }
}
