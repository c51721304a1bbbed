import { z } from 'zod'
import { listOf, objectsIn, type Template, textOf } from './template.ts'

const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Condition: z.unknown().optional(),
  Principal: z.unknown().optional(),
})

/** A statement of a policy, whether of a role or of a resource. */
export interface Statement {
  /** The logical ID of the resource that it stands in. */
  readonly id: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly principal: unknown
  readonly condition: unknown
  readonly inverted: boolean
}

/** All statements of all policies in a template, wherever they stand. */
export function statementsOf(template: Template): readonly Statement[] {
  return Object.entries(template.Resources).flatMap(([id, { Properties }]) =>
    objectsIn(Properties).flatMap((object) => {
      const parsed = statementSchema.safeParse(object)
      if (!parsed.success) return []
      const { Effect, Principal, Condition, Action, Resource } = parsed.data
      const inverted = 'NotAction' in object || 'NotResource' in object || 'NotPrincipal' in object
      const actions = listOf(Action).map(textOf)
      const resources = listOf(Resource).map(textOf)
      return [{ id, effect: Effect, actions, resources, principal: Principal, condition: Condition, inverted }]
    }),
  )
}

/** True where the statement refuses whatever does not come over TLS. */
export function refusesPlainHttp({ effect, principal, condition }: Statement): boolean {
  const secure = objectsIn(condition).map((operator) => String(operator['aws:SecureTransport']))
  return effect === 'Deny' && JSON.stringify(principal ?? null).includes('*') && secure.includes('false')
}
