import { z } from 'zod'
import { resolveConditions } from '../../../local/deployment/conditions.ts'

const record = z.record(z.string(), z.unknown())
const resourceSchema = z.looseObject({ Type: z.string(), Properties: record.default({}) })
const templateSchema = z
  .looseObject({
    Conditions: record.optional(),
    Resources: z.record(z.string(), z.looseObject({ Condition: z.string().optional() })),
  })
  .transform(resolveConditions)
  .pipe(z.looseObject({ Resources: z.record(z.string(), resourceSchema) }))

/** A CloudFormation template, as far as the checks read it. */
export type Template = z.infer<typeof templateSchema>

/** One resource of a template. */
export interface Resource {
  readonly id: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** Looks for one kind of fault in a template and says where it is; nothing where all is well. */
export type Check = (template: Template) => readonly string[]

const refSchema = z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref)
const getAttSchema = z
  .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
  .transform((value) => value['Fn::GetAtt'].join('.'))
const subSchema = z.strictObject({ 'Fn::Sub': z.string() }).transform((value) => value['Fn::Sub'])
const joinSchema = z
  .strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })
  .transform(({ 'Fn::Join': [between, parts] }) => parts.map(textOf).join(between))
const textSchema = z.union([z.string(), refSchema, getAttSchema, subSchema, joinSchema])

/** Parses the template that the framework has written, and decides its conditions. */
export function parseTemplate(text: string): Template {
  return templateSchema.parse(JSON.parse(text))
}

/** The resources of a type. */
export function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => ({ id, type, properties: Properties }))
}

/** A value as text: strings as they are, a Ref as its name, a GetAtt as "Name.Attribute", a Sub as its pattern. */
export function textOf(value: unknown): string {
  return textSchema.catch('').parse(value)
}

/** One value or a list, as IAM and CloudFormation take them, as a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** A number, or undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  const parsed = z.coerce.number().safeParse(value)
  return value === undefined || value === null || !parsed.success ? undefined : parsed.data
}

/** The named property of a value; undefined where there is none. */
export function propertyOf(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => record.catch({}).parse(inner)[name], value)
}

/** All objects within a value, itself first. */
export function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn)
  const parsed = record.safeParse(value)
  return parsed.success ? [parsed.data, ...Object.values(parsed.data).flatMap(objectsIn)] : []
}

/** The resource that a Ref or a GetAtt means. */
export function targetOf(template: Template, value: unknown): Resource | undefined {
  const [id = ''] = textOf(value).split('.')
  const found = template.Resources[id]
  return found && { id, type: found.Type, properties: found.Properties }
}
