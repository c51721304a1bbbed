import { z } from 'zod'

const texts = z.union([z.string(), z.array(z.string())])
const principalSchema = z.union([z.string(), z.record(z.string(), texts)])
const conditionSchema = z.record(z.string(), z.record(z.string(), z.unknown()))

/** A statement, as it was written. */
const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principalSchema.optional(),
  Action: texts.optional(),
  Resource: texts.optional(),
  Condition: conditionSchema.optional(),
})

const documentSchema = z.looseObject({
  Version: z.string().optional(),
  Statement: z
    .union([z.array(statementSchema), statementSchema])
    .transform((statements) => (Array.isArray(statements) ? statements : [statements])),
})

/** One statement of a resource's policy, as it was written. */
export type Statement = z.infer<typeof statementSchema>

/** A resource's policy. A single statement has become a list of one; all else is as it was written. */
export type PolicyDocument = z.infer<typeof documentSchema>

/** Reads a statement; throws a ZodError where it is none. */
export function parseStatement(value: unknown): Statement {
  return statementSchema.parse(value)
}

/** Reads the text of a policy; throws where it is none. */
export function parsePolicy(text: string): PolicyDocument {
  return documentSchema.parse(JSON.parse(text))
}

/** True where two statements say the same, however AWS has rewritten one of them. */
export function saySame(one: Statement, other: Statement): boolean {
  return canonical(one) === canonical(other)
}

/** The values of an element that may be one text or several; none where it is left out. */
export function valuesOf(element: string | readonly string[] | undefined): readonly string[] {
  if (element === undefined) return []
  return typeof element === 'string' ? [element] : element
}

/** AWS answers with a list of one as its only value, in any order, and with an account as its root user. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical).sort()
    return items.length === 1 ? String(items[0]) : `[${items}]`
  }
  const record = z.record(z.string(), z.unknown()).safeParse(value)
  if (!record.success) return JSON.stringify(typeof value === 'string' ? rootOf(value) : value)
  const entries = Object.entries(record.data).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${name}:${canonical(inner)}`)}}`
}

/** The root user that stands for an account; any other text as it is. */
export function rootOf(principal: string): string {
  return /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal
}
