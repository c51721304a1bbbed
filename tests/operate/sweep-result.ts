import { z } from 'zod'

/** What `sls sweep --json` says. */
export const sweepResultSchema = z.object({
  compared: z.number(),
  differences: z.number(),
  queued: z.number(),
  reasons: z.record(z.string(), z.number()),
  complete: z.boolean(),
})
