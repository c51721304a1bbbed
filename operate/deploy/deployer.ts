import { z } from 'zod'
import { AUTO, MARKER_SID, principalOf, tellWriters, withWriters } from '../stage/marker-writers.ts'

/** The resources of a compiled template, as far as they say who may write the marker. */
type Resources = Readonly<Record<string, { Properties?: Record<string, unknown> }>>

const workerSchema = z.looseObject({
  Environment: z.looseObject({ Variables: z.looseObject({ DEPLOYER: z.string() }) }),
})
const policySchema = z.looseObject({
  PolicyDocument: z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) }),
})

/** Gives the policy of the stack's own bucket the writers whom the parameter names. An existing bucket is given them by `sls connect`. */
export function applyDeployer(resources: Resources): void {
  const policy = policySchema.safeParse(resources.SourceBucketPolicy?.Properties)
  if (!policy.success || !resources.SourceBucketPolicy) return
  const { PolicyDocument, ...properties } = policy.data
  const deployer = deployerOf(resources)
  const Statement = PolicyDocument.Statement.map((one) => (one.Sid === MARKER_SID ? withWriters(one, deployer) : one))
  resources.SourceBucketPolicy.Properties = { ...properties, PolicyDocument: { ...PolicyDocument, Statement } }
}

/** Who deploys, and who deployed before; each is asked for where it matters only. */
export interface Deployers {
  /** The ARN of whose credentials these are. */
  readonly callerArn: () => Promise<string>
  /** Who may write the marker so far; undefined before the first deploy. */
  readonly before: () => Promise<string | undefined>
}

/**
 * Names who deploys, where the parameter names nobody, as the one who may write the marker; resolves with what to tell people of it,
 * if anything. The name gets into the worker's environment too, by which operators' commands know it.
 */
export async function nameDeployer(
  resources: Resources,
  { callerArn, before }: Deployers,
): Promise<string | undefined> {
  if (deployerOf(resources) !== AUTO) return undefined
  const arn = await callerArn()
  const deployer = principalOf(arn)
  if (deployer === undefined) return `${arn} cannot be named in a policy: ${tellAnybody}. ${advice}`
  setDeployer(resources, deployer)
  applyDeployer(resources)
  const known = await before()
  if (known === deployer) return undefined
  const so = known === undefined ? '' : `; before, ${tellWriters(known)} might`
  return `From this deploy on ${tellWriters(deployer)} may write the marker .wellknown/${so}. ${advice}`
}

const tellAnybody = `${tellWriters(AUTO)} may write the marker .wellknown/`
const advice =
  'DEPLOYER in .env names all who are to, where several deploy: docs/operating.md, "Who may write the marker".'

function deployerOf({ WorkerLambdaFunction }: Resources): string {
  return workerSchema.parse(WorkerLambdaFunction?.Properties).Environment.Variables.DEPLOYER
}

function setDeployer({ WorkerLambdaFunction }: Resources, deployer: string): void {
  if (!WorkerLambdaFunction) return
  const { Environment, ...properties } = workerSchema.parse(WorkerLambdaFunction.Properties)
  const Variables = { ...Environment.Variables, DEPLOYER: deployer }
  WorkerLambdaFunction.Properties = { ...properties, Environment: { ...Environment, Variables } }
}
