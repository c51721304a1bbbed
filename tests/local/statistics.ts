import { z } from 'zod'

/** What the stand-in counts, as its control routes tell it. */
export const statisticsSchema = z.object({
  operations: z.record(
    z.string(),
    z.object({ received: z.int(), succeeded: z.int(), refused: z.int(), unanswered: z.int() }),
  ),
  background: z.int(),
  concurrent: z.int(),
  concurrentMax: z.int(),
  bytesFetched: z.int(),
  bytesPosted: z.int(),
  notifications: z.object({ delivered: z.int(), failed: z.int(), dropped: z.int() }),
})

/** The counts since its start, or since they were forgotten. */
export type Statistics = z.infer<typeof statisticsSchema>
