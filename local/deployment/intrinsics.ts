import { z } from 'zod'

/** What Ref and GetAtt of a resource return. */
export interface ResourceIdentity {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

const refSchema = z.strictObject({ Ref: z.string() })
const getAttSchema = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
const subSchema = z.strictObject({ 'Fn::Sub': z.string() })
const recordSchema = z.record(z.string(), z.unknown())

/** Resolves CloudFormation's Ref, Fn::GetAtt and Fn::Sub in a value, at any depth. Unknown names are errors. */
export function resolveIntrinsics(value: unknown, identities: ReadonlyMap<string, ResourceIdentity>): unknown {
  const resolve = (inner: unknown): unknown => {
    const ref = refSchema.safeParse(inner)
    if (ref.success) return refer(ref.data.Ref, identities)
    const getAtt = getAttSchema.safeParse(inner)
    if (getAtt.success) return refer(getAtt.data['Fn::GetAtt'].join('.'), identities)
    const sub = subSchema.safeParse(inner)
    if (sub.success) return sub.data['Fn::Sub'].replace(/\$\{([^}]+)\}/g, (_, name: string) => refer(name, identities))
    if (Array.isArray(inner)) return inner.map(resolve)
    const record = recordSchema.safeParse(inner)
    if (!record.success) return inner
    return Object.fromEntries(Object.entries(record.data).map(([name, item]) => [name, resolve(item)]))
  }
  return resolve(value)
}

function refer(name: string, identities: ReadonlyMap<string, ResourceIdentity>): string {
  const [resource = '', ...path] = name.split('.')
  const identity = identities.get(resource)
  const found = path.length === 0 ? identity?.ref : identity?.attributes[path.join('.')]
  if (found === undefined) throw new Error(`the template refers to ${name}, which the local stack does not know`)
  return found
}
