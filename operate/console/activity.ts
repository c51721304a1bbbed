import { z } from 'zod'

/** One line of the activity that people see. */
export interface ActivityEntry {
  readonly time: string
  readonly what: string
  readonly key: string
  readonly reason: string
  /** The asset that was made, or that has another place. */
  readonly asset?: z.infer<typeof assetSchema>
}

const KEPT = 50

const assetSchema = z.object({
  resourceType: z.string(),
  type: z.string(),
  publicId: z.string(),
  version: z.number(),
})

const outcomeSchema = z.object({
  key: z.string(),
  code: z.string(),
  result: z.enum(['done', 'retry', 'refused']),
  reason: z.string(),
  mutations: z.array(z.object({ kind: z.string(), reason: z.string(), asset: assetSchema.exactOptional() })),
  failures: z.number().optional(),
  deliveries: z.number().optional(),
  waitSeconds: z.number().optional(),
})

const lineSchema = z.object({
  level: z.string(),
  message: z.string(),
  outcome: outcomeSchema.optional(),
  reason: z.string().optional(),
})

/** Keeps the latest activity, which it reads from the functions' log lines. */
export class Activity {
  readonly #entries: ActivityEntry[] = []
  /** Called when there is more. */
  onChange: () => void = () => undefined

  /** Takes a log line, and returns what of it people want to see. */
  take(line: string, time: string): readonly ActivityEntry[] {
    const added = readLine(line)
      .filter((entry) => !this.#isTold(entry))
      .map((entry) => ({ ...entry, time }))
    this.#entries.unshift(...[...added].reverse())
    this.#entries.splice(KEPT)
    if (added.length > 0) this.onChange()
    return added
  }

  /** While nothing can be mirrored each batch says so, in the same words: once is enough, until something else happens. */
  #isTold({ what, key, reason }: Omit<ActivityEntry, 'time'>): boolean {
    const [last] = this.#entries
    return key === '' && last?.key === '' && last.what === what && last.reason === reason
  }

  /** Newest first. */
  latest(): readonly ActivityEntry[] {
    return [...this.#entries]
  }
}

/** Mutations, failures, refusals and errors; everything else is only for the log. */
function readLine(line: string): readonly Omit<ActivityEntry, 'time'>[] {
  const parsed = lineSchema.safeParse(parseJson(line))
  if (!parsed.success) return []
  const { outcome, level, message, reason = '' } = parsed.data
  if (!outcome)
    return level === 'ERROR' || level === 'CRITICAL'
      ? [{ what: 'error', key: '', reason: `${message} ${reason}`.trim() }]
      : []
  const { key, mutations, result } = outcome
  return [
    ...mutations.map(({ kind, reason: why, asset }) => ({ what: kind, key, reason: why, ...(asset && { asset }) })),
    ...waiting(outcome),
    ...(outcome.code === 'withheld' ? [{ what: 'withheld', key, reason: outcome.reason }] : []),
    ...(result === 'refused' ? [{ what: 'refused', key, reason: outcome.reason }] : []),
    ...(outcome.failures ? [{ what: 'retry', key, reason: outcome.reason }] : []),
  ]
}

/** The settle window, which would look as if nothing happened; told once for each. */
function waiting({ key, code, reason, deliveries, waitSeconds }: z.infer<typeof outcomeSchema>) {
  const isTold = code === 'wait' && waitSeconds !== undefined && deliveries === 1
  return isTold ? [{ what: 'waits', key, reason: `${waitSeconds} s: ${reason}` }] : []
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
