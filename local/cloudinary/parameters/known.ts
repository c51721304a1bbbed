import type { z } from 'zod'
import { notKnown, Refusal } from '../refusal.ts'
import type { Fields } from '../signature.ts'

/** Parameters that are taken though they change nothing here, each with the reason why. */
const acceptedWithoutEffect = {
  backup: 'a backup shows in a restore only, and the stand-in knows no restore',
  invalidate: 'no cache lies between the stand-in and those who look: what is delivered is what is stored',
  next_cursor: 'in a deletion only: what was deleted is gone, so that the next call goes on with what is left',
  timestamp: 'in a preset only: the SDK sends one with all parameters of uploads, and nothing is signed with it there',
} as const
export type Accepted = keyof typeof acceptedWithoutEffect

/** An operation's parameters: how they are read, and the names of those that are known, if not all of the schema. */
export interface Known<Schema extends z.ZodObject> {
  readonly operation: string
  readonly schema: Schema
  readonly names?: readonly string[]
  readonly accepted?: readonly Accepted[]
}

/** Refuses the first parameter that an operation does not know. */
export function refuseUnknown(operation: string, fields: Fields, names: readonly string[] = []): void {
  const unknown = Object.keys(fields).find((name) => !names.includes(name))
  if (unknown !== undefined) throw notKnown(`Parameter ${unknown} of ${operation}`)
}

/** Reads the parameters of an operation, or refuses with what is not known, missing or wrong. */
export function readParameters<Schema extends z.ZodObject>(known: Known<Schema>, fields: Fields): z.output<Schema> {
  const { operation, schema, names = Object.keys(schema.shape), accepted = [] } = known
  refuseUnknown(operation, fields, [...names, ...accepted])
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  throw new Refusal(400, messageOf(fields, parsed.error.issues[0]))
}

function messageOf(fields: Fields, issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'custom') return issue.message
  const name = String(issue?.path[0] ?? '')
  const value = fields[name]?.at(-1)
  return value === undefined ? `Missing required parameter - ${name}` : `Invalid value ${value} for parameter ${name}`
}
