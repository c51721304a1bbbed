import { z } from 'zod'

/** One thing that happened, for people. */
export interface Happening {
  readonly time: string
  readonly what: string
  readonly key: string
  readonly reason: string
}

const KEPT = 50

const lineSchema = z.object({
  level: z.string(),
  message: z.string(),
  outcome: z
    .object({
      key: z.string(),
      code: z.string(),
      result: z.enum(['done', 'back', 'refused']),
      reason: z.string(),
      mutations: z.array(z.object({ kind: z.string(), reason: z.string() })),
      failures: z.number().optional(),
    })
    .optional(),
  reason: z.string().optional(),
})

/** Keeps the latest of what the functions' log lines tell. */
export class Activity {
  readonly #happenings: Happening[] = []

  /** Takes a log line, and returns what of it is worth a person's attention. */
  take(line: string, time: string): readonly Happening[] {
    const told = readLine(line).map((happening) => ({ ...happening, time }))
    this.#happenings.unshift(...[...told].reverse())
    this.#happenings.splice(KEPT)
    return told
  }

  /** Newest first. */
  latest(): readonly Happening[] {
    return [...this.#happenings]
  }
}

/** Mutations, failures, refusals and faults; everything else is only for the log. */
function readLine(line: string): readonly Omit<Happening, 'time'>[] {
  const parsed = lineSchema.safeParse(parseJson(line))
  if (!parsed.success) return []
  const { outcome, level, message, reason = '' } = parsed.data
  if (!outcome)
    return level === 'ERROR' || level === 'CRITICAL'
      ? [{ what: 'fault', key: '', reason: `${message} ${reason}`.trim() }]
      : []
  const { key, mutations, result } = outcome
  return [
    ...mutations.map((mutation) => ({ what: mutation.kind, key, reason: mutation.reason })),
    ...(outcome.code === 'withheld' ? [{ what: 'withheld', key, reason: outcome.reason }] : []),
    ...(result === 'refused' ? [{ what: 'refused', key, reason: outcome.reason }] : []),
    ...(outcome.failures ? [{ what: 'try again', key, reason: outcome.reason }] : []),
  ]
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
