import { z } from 'zod'
import type { Invocation } from './sandbox.ts'

const responseSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish()

/**
 * Which messages of a batch are done with, by what the function has answered. Where failures are reported, an empty answer or list is
 * success for all; an identifier that is empty, missing or not of the batch, or any other answer, fails all of them. Source: AWS Lambda
 * Developer Guide, "Implementing partial batch responses".
 */
export function doneIds(ids: readonly string[], invocation: Invocation, reportsFailures: boolean): readonly string[] {
  if (invocation.status === 'failed') return []
  if (!reportsFailures) return ids
  const response = responseSchema.safeParse(invocation.value)
  if (!response.success) return []
  const failed = new Set(response.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier))
  return [...failed].every((id) => ids.includes(id)) ? ids.filter((id) => !failed.has(id)) : []
}
