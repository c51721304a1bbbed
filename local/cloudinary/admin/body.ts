import type { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** Reads a JSON body, or refuses it with what is wrong first. */
export function parseBody<Output>(schema: z.ZodType<Output>, json: unknown): Output {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal(400, `Invalid value for parameter ${issue?.path.join('.')}: ${issue?.message}`)
}
