import { z } from 'zod'

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
const eventSchema = z.object({
  schedule: z.object({
    rate: z.union([z.string(), z.tuple([z.string()])]),
    enabled: z.boolean().default(true),
    input: z.record(z.string(), z.unknown()).default({}),
  }),
})

/** Something that is repeated until it is stopped. */
export interface Schedule {
  stop(): void
}

/** Does what EventBridge does for a function's `schedule` event; undefined for any other event, and for one that is off. */
export function startSchedule(event: unknown, invoke: (input: object) => Promise<unknown>): Schedule | undefined {
  const parsed = eventSchema.safeParse(event)
  if (!parsed.success || !parsed.data.schedule.enabled) return undefined
  const { rate, input } = parsed.data.schedule
  const timer = setInterval(() => invoke(input), rateMs([rate].flat()[0] ?? ''))
  return { stop: () => clearInterval(timer) }
}

/** Milliseconds of a rate expression. Source: Amazon EventBridge User Guide, "Rate expressions". */
export function rateMs(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  const unitMs = UNITS_MS[unit]
  if (count === undefined || unitMs === undefined)
    throw new Error(`expected a rate such as rate(1 hour) in serverless.yml, found ${expression}`)
  return Number(count) * unitMs
}
