import { z } from 'zod'

const record = z.record(z.string(), z.unknown())
const equalsSchema = z.strictObject({ 'Fn::Equals': z.tuple([z.string(), z.string()]) })
const notSchema = z.strictObject({ 'Fn::Not': z.tuple([z.unknown()]) })
const andSchema = z.strictObject({ 'Fn::And': z.array(z.unknown()) })
const orSchema = z.strictObject({ 'Fn::Or': z.array(z.unknown()) })
const conditionSchema = z.strictObject({ Condition: z.string() })
const ifSchema = z.strictObject({ 'Fn::If': z.tuple([z.string(), z.unknown(), z.unknown()]) })
const noValueSchema = z.strictObject({ Ref: z.literal('AWS::NoValue') })

/** The parts of a template that conditions decide on. */
interface Conditional {
  readonly Conditions?: Readonly<Record<string, unknown>> | undefined
  readonly Resources: Readonly<Record<string, { readonly Condition?: string | undefined }>>
}

/**
 * Evaluates the conditions of a template as CloudFormation would, where they compare strings: leaves out the resources that are
 * not created, and takes the branch of each Fn::If that applies.
 */
export function resolveConditions<Template extends Conditional>(template: Template): unknown {
  const { Conditions = {}, ...rest } = template
  const holds = (name: string): boolean => {
    if (!(name in Conditions)) throw new Error(`the template refers to the condition ${name}, which it does not have`)
    return evaluate(Conditions[name], holds)
  }
  const made = Object.entries(rest.Resources).filter(([, { Condition }]) => Condition === undefined || holds(Condition))
  return choose({ ...rest, Resources: Object.fromEntries(made) }, holds)
}

function evaluate(condition: unknown, holds: (name: string) => boolean): boolean {
  const inner = (part: unknown) => evaluate(part, holds)
  const equals = equalsSchema.safeParse(condition)
  if (equals.success) return equals.data['Fn::Equals'][0] === equals.data['Fn::Equals'][1]
  const named = conditionSchema.safeParse(condition)
  if (named.success) return holds(named.data.Condition)
  const and = andSchema.safeParse(condition)
  if (and.success) return and.data['Fn::And'].every(inner)
  const or = orSchema.safeParse(condition)
  if (or.success) return or.data['Fn::Or'].some(inner)
  return !inner(notSchema.parse(condition)['Fn::Not'][0])
}

function choose(value: unknown, holds: (name: string) => boolean): unknown {
  const branches = ifSchema.safeParse(value)
  if (branches.success) {
    const [name, whereTrue, whereFalse] = branches.data['Fn::If']
    return choose(holds(name) ? whereTrue : whereFalse, holds)
  }
  if (noValueSchema.safeParse(value).success) return undefined
  if (Array.isArray(value)) return value.map((item) => choose(item, holds)).filter((item) => item !== undefined)
  const parsed = record.safeParse(value)
  if (!parsed.success) return value
  const chosen = Object.entries(parsed.data).map(([name, inner]) => [name, choose(inner, holds)] as const)
  return Object.fromEntries(chosen.filter(([, inner]) => inner !== undefined))
}
