import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { HANDLER_CALLS } from '../deploy/handler-calls.ts'

/** Permissions of handlers that no deploy of this project uses, each with the reason why. */
export const leftOut: readonly { readonly permissions: RegExp; readonly why: string }[] = [
  {
    permissions: /^(kinesis:|dynamodb:\w*(Kinesis|Import|Replica|ContributorInsights|Item|ResourcePolicy|Scan|Query))/,
    why: 'no table is imported, replicated, streamed or shared, and none is filled by CloudFormation',
  },
  {
    permissions: /^(kms:|logs:(As|Disas)sociateKmsKey)/,
    why: 'AWS encrypts by its own keys; the one key stays enabled',
  },
  {
    permissions: /^(iam:(PassRole|GetRole|CreateServiceLinkedRole)|iam:\w*(RolePolicy|PermissionsBoundary))$/,
    why: 'roles are passed to functions only, have inline policies, and no boundary',
  },
  {
    permissions:
      /^(ec2:(Describe|AcceptAddressTransfer|UpdateSecurityGroupRuleDescriptionsEgress|\w*sociateAddress)|elasticfilesystem:|s3files:)/,
    why: 'functions are in no network, and addresses and rules of the server have their own types',
  },
  {
    permissions: /^lambda:(\w*(CodeSigning|Layer|Runtime|Recursion|Scaling)\w*|PassCapacityProvider|PublishVersion)$/,
    why: 'functions have no layers, versions, signatures and capacity of their own',
  },
  {
    permissions: /^(logs:|firehose:|s3:REST)/,
    why: 'log groups have a retention only, and tables write none',
  },
  {
    permissions: /^(s3tables:|s3:)/,
    why: 'buckets have encryption, lifecycle, logging, notifications, tags, versions and a policy only; packages are read by who puts them',
  },
  { permissions: /^sns:(Subscribe|Unsubscribe|PutDataProtectionPolicy)$/, why: 'subscriptions have their own type' },
  { permissions: /^(apigateway|ds):/, why: 'a function knows the users of the server' },
]

const schemaSchema = z.object({
  handlers: z.record(z.string(), z.object({ permissions: z.array(z.string()) })).default({}),
})
const namesSchema = z.record(z.string(), z.string())

/**
 * Compares what tests/deploy holds the policies of deploys to with CloudFormation's own schemas, which come with cfn-lint: what they do
 * not have, and what they have besides. None where all is well.
 */
export function permissionFaults(environment: string): readonly string[] {
  const library = join(environment, 'lib')
  const [version = ''] = readdirSync(library).filter((name) => name.startsWith('python'))
  const schemas = join(library, version, 'site-packages/cfnlint/data/schemas')
  const names = namesSchema.parse(JSON.parse(readFileSync(join(schemas, 'providers/us-east-1.json'), 'utf8')))
  const met = new Set<string>()
  const faults = Object.entries(HANDLER_CALLS).flatMap(([type, calls]) => {
    const text = readFileSync(join(schemas, 'resources', `${names[type]}.json`), 'utf8')
    const { list: _, ...handlers } = schemaSchema.parse(JSON.parse(text)).handlers
    // IAM knows actions in any case.
    const theirs = new Map(
      Object.values(handlers).flatMap(({ permissions }) => permissions.map((one) => [one.toLowerCase(), one])),
    )
    const ours = new Set(calls.flatMap(({ actions }) => actions.split(/\s+/)))
    const unknown = [...ours].filter((action) => !theirs.has(action.toLowerCase()))
    const known = new Set([...ours].map((action) => action.toLowerCase()))
    const missing = [...theirs.values()].filter((action) => !known.has(action.toLowerCase()) && !isLeftOut(action, met))
    return [
      ...unknown.map((action) => `${type}: ${action} is called by no handler`),
      ...missing.map((action) => `${type}: ${action} is in no policy, and not left out for a reason`),
    ]
  })
  const idle = leftOut.filter(({ why }) => !met.has(why)).map(({ why }) => `nothing is left out because ${why}`)
  return [...faults, ...idle]
}

function isLeftOut(action: string, met: Set<string>): boolean {
  const reason = leftOut.find(({ permissions }) => permissions.test(action))
  if (reason) met.add(reason.why)
  return reason !== undefined
}
