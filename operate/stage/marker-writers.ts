import { z } from 'zod'

/** The statement that keeps the marker. */
export const MARKER_SID = 'DenyMarkerToOthers'
/** Stands for the one who deploys, whom nothing but STS knows; until it is asked, for anybody of the account. */
export const AUTO = 'auto'

const entrySchema = z.union([z.string(), z.object({ 'Fn::Sub': z.string() })])
const statementSchema = z.looseObject({
  Condition: z.looseObject({ ArnNotLike: z.looseObject({ 'aws:PrincipalArn': z.tuple([entrySchema], entrySchema) }) }),
})

/**
 * Patterns of who may write the marker, within the account and besides its root: of each name, as in `role/deployer`. A name without
 * a path is meant whatever its path: STS does not tell a role's, policies compare it, and no two roles of an account have one name.
 */
export function writerPatterns(deployer: string): readonly string[] {
  return deployer.split(' ').flatMap((name) => {
    if (name === AUTO) return ['*']
    const [, kind, own] = /^(role|user)\/([^/*]+)$/.exec(name) ?? []
    return kind === undefined ? [name] : [name, `${kind}/*/${own}`]
  })
}

/** True where the account's own need not be named. */
export function isAnybody(deployer: string): boolean {
  return deployer === '*' || deployer === AUTO
}

/** Who may write the marker, in words. */
export function tellWriters(deployer: string): string {
  if (isAnybody(deployer)) return 'anybody of the account who may write objects'
  const names = deployer.split(' ').filter((name) => name !== 'root')
  return [...names, "the account's root"].join(' and ')
}

/** The name, as in DEPLOYER, of whom STS knows by this ARN; undefined for those whom it could not name, such as federated users. */
export function principalOf(arn: string): string | undefined {
  const [, service, , , resource = ''] = /^arn:[^:]+:([^:]+):([^:]*):([^:]*):(.+)$/s.exec(arn) ?? []
  const [kind, name] = resource.split('/')
  if (service === 'sts' && kind === 'assumed-role' && name) return `role/${name}`
  if (service === 'iam' && (resource === 'root' || (kind === 'user' && name))) return resource
  return undefined
}

/** The statement that keeps the marker, with these writers: its first one, the account's root, says how an ARN is written. */
export function withWriters(statement: unknown, deployer: string): Record<string, unknown> {
  const { Condition, ...rest } = statementSchema.parse(statement)
  const { ArnNotLike } = Condition
  const [root] = ArnNotLike['aws:PrincipalArn']
  const names = new Set(['root', ...writerPatterns(deployer)])
  const entries = [...names].map((name) => renamed(root, name))
  return { ...rest, Condition: { ...Condition, ArnNotLike: { ...ArnNotLike, 'aws:PrincipalArn': entries } } }
}

function renamed(root: z.infer<typeof entrySchema>, name: string): z.infer<typeof entrySchema> {
  const write = (text: string) => text.replace(/root$/, () => name)
  return typeof root === 'string' ? write(root) : { 'Fn::Sub': write(root['Fn::Sub']) }
}
