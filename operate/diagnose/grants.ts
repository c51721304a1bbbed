import { matchesWildcards } from '../../shared/model/wildcards.ts'
import { type PolicyDocument, rootOf, type Statement, valuesOf } from '../stage/policy.ts'

/** Who wants to do what with what. */
export interface Access {
  /** An account, an ARN, or a service such as `s3.amazonaws.com`. */
  readonly principal: string
  readonly action: string
  readonly resource: string
}

/** Conditions that every request by TLS meets. */
const ABOUT_TRANSPORT = ['aws:securetransport', 's3:tlsversion']

/** The statements that allow an access, conditions apart. */
export function grantsOf(document: PolicyDocument | undefined, access: Access): readonly Statement[] {
  return (document?.Statement ?? []).filter((statement) => statement.Effect === 'Allow' && isAbout(statement, access))
}

/** The statements that may deny an access by TLS: what other conditions come to cannot be read here. */
export function denialsOf(document: PolicyDocument | undefined, access: Access): readonly Statement[] {
  return (document?.Statement ?? []).filter(
    (statement) => statement.Effect === 'Deny' && isAbout(statement, access) && !isAboutTransport(statement),
  )
}

/** True where a statement's conditions are about the transport only. */
export function isAboutTransport(statement: Statement): boolean {
  const keys = conditionKeysOf(statement)
  return keys.length > 0 && keys.every((key) => ABOUT_TRANSPORT.includes(key))
}

/** True where a policy denies everything of a service, such as `sqs`, without TLS. */
export function deniesPlainHttp(document: PolicyDocument | undefined, service: string): boolean {
  return (document?.Statement ?? []).some(
    (statement) =>
      statement.Effect === 'Deny' &&
      isAboutTransport(statement) &&
      conditionOf(statement, 'aws:SecureTransport').includes('false') &&
      valuesOf(statement.Action).some((action) => action === '*' || action === `${service}:*`),
  )
}

/** The values of a condition, whatever its operator. Keys are known in any case. */
export function conditionOf({ Condition = {} }: Statement, key: string): readonly string[] {
  return Object.values(Condition).flatMap((operator) =>
    Object.entries(operator).flatMap(([name, value]) =>
      name.toLowerCase() === key.toLowerCase() ? (Array.isArray(value) ? value.map(String) : [String(value)]) : [],
    ),
  )
}

function conditionKeysOf({ Condition = {} }: Statement): string[] {
  return Object.values(Condition).flatMap((operator) => Object.keys(operator).map((name) => name.toLowerCase()))
}

function isAbout(statement: Statement, { principal, action, resource }: Access): boolean {
  // What says NotPrincipal, NotAction or NotResource is about what it does not name: taken for any.
  const principals = principalsOf(statement)
  const isAnyone = principals === undefined || principals.includes('*')
  return (
    (isAnyone || principals.includes(rootOf(principal))) &&
    (statement.Action === undefined || valuesOf(statement.Action).some((pattern) => isAction(action, pattern))) &&
    (statement.Resource === undefined ||
      valuesOf(statement.Resource).some((pattern) => matchesWildcards(resource, pattern)))
  )
}

function principalsOf({ Principal }: Statement): string[] | undefined {
  if (Principal === undefined) return undefined
  if (typeof Principal === 'string') return [Principal]
  return Object.values(Principal).flatMap(valuesOf).map(rootOf)
}

/** Source: IAM User Guide, "Using wildcards in ARNs": `*` is any characters, `?` any one; actions whatever their case. */
function isAction(action: string, pattern: string): boolean {
  return matchesWildcards(action.toLowerCase(), pattern.toLowerCase())
}
