import * as z from 'zod'
import type { BreakerState } from './state.ts'

const suspectSchema = z.object({ scope: z.enum(['account', 'source', 'cloud']), code: z.string(), reason: z.string() })
const pausedSchema = z.object({ sinceMs: z.number(), reason: z.string() })

const stateSchema = z.object({
  suspicions: z.array(suspectSchema.extend({ keys: z.array(z.string()), ripeMs: z.number().exactOptional() })),
  trouble: suspectSchema.extend({ sinceMs: z.number() }).exactOptional(),
  endedMs: z.number().exactOptional(),
  well: suspectSchema.omit({ reason: true }).extend({ atMs: z.number() }).exactOptional(),
  paused: pausedSchema.exactOptional(),
})

/** What version 1 kept: whether Cloudinary was down, and how often it had not answered. */
const stateSchema1 = z
  .object({
    failing: z.array(z.string()),
    open: z.object({ sinceMs: z.number(), reason: z.string() }).exactOptional(),
    paused: pausedSchema.exactOptional(),
  })
  .transform(
    ({ open, paused }): BreakerState => ({
      suspicions: [],
      ...(open && { trouble: { scope: 'cloud', code: 'cloudinary-no-answer', ...open } }),
      ...(paused && { paused }),
    }),
  )

/** Reads the breaker's row, whichever version of this service wrote it. */
export const breakerSchema: z.ZodType<BreakerState> = z.union([stateSchema, stateSchema1])
