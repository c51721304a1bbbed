import { type PolicyDocument, type Statement, saySame } from '../stage/policy.ts'

/** What has to become of the policy of a bucket or a queue; without `wanted` it is to have none. */
export type PolicyDecision =
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'put'
      readonly action: 'add' | 'change' | 'remove'
      readonly wanted: PolicyDocument | undefined
    }

/** Source: IAM User Guide, "Version": the only one that is current. */
const VERSION = '2012-10-17'

/** Decides how our statements, which are known by their Sids, come among those that are there. */
export function connectPolicy(present: PolicyDocument | undefined, ours: readonly Statement[]): PolicyDecision {
  const there = present?.Statement ?? []
  const isOurs = ownership(ours)
  const isKept = ours.every((statement) => there.some((its) => saySame(its, statement)))
  if (isKept && there.filter(isOurs).length === ours.length) return { kind: 'kept' }
  const Statement = [...there.filter((statement) => !isOurs(statement)), ...ours]
  const action = there.some(isOurs) ? 'change' : 'add'
  return { kind: 'put', action, wanted: { Version: VERSION, ...present, Statement } }
}

/** Decides how our statements go from among those that are there. */
export function disconnectPolicy(present: PolicyDocument | undefined, ours: readonly Statement[]): PolicyDecision {
  const there = present?.Statement ?? []
  const isOurs = ownership(ours)
  if (!there.some(isOurs)) return { kind: 'kept' }
  const Statement = there.filter((statement) => !isOurs(statement))
  // S3 takes no policy without a statement.
  const wanted = Statement.length === 0 ? undefined : { ...present, Statement }
  return { kind: 'put', action: 'remove', wanted }
}

function ownership(ours: readonly Statement[]): (statement: Statement) => boolean {
  return ({ Sid }) => Sid !== undefined && ours.some((statement) => statement.Sid === Sid)
}
