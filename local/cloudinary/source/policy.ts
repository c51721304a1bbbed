import { z } from 'zod'
import { matchesWildcards } from '../../../shared/model/wildcards.ts'

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())])

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.object({ AWS: oneOrMore.optional() })]).optional(),
  Action: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  Condition: z.unknown().optional(),
})

const policySchema = z.object({
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema)]),
})

type Statement = z.infer<typeof statementSchema>

/** The AWS account from which Cloudinary reads its customers' buckets. */
const cloudinaryAccount = '232482882421'
const cloudinaryPrincipals = new Set(['*', cloudinaryAccount, `arn:aws:iam::${cloudinaryAccount}:root`])

function namesCloudinary({ Principal }: Statement): boolean {
  return Principal === '*' || (Principal?.AWS ?? []).some((principal) => cloudinaryPrincipals.has(principal))
}

function namesReading({ Action }: Statement): boolean {
  return (Action ?? []).some((action) => matchesWildcards('s3:getobject', action.toLowerCase()))
}

// Conditions are not weighed: a grant that has one is not relied upon, and a denial that has one (mostly "not without
// TLS", which Cloudinary uses) does not bind.
function isUnconditional({ Condition }: Statement): boolean {
  return Condition === undefined
}

// A policy that nobody understands grants nothing.
function parseStatements(policy: string): Statement[] {
  try {
    return policySchema.parse(JSON.parse(policy)).Statement
  } catch {
    return []
  }
}

/** Says whether a bucket's policy lets Cloudinary's AWS account read an object; an explicit Deny wins. */
export function mayCloudinaryRead(policy: string, bucket: string, key: string): boolean {
  const object = `arn:aws:s3:::${bucket}/${key}`
  const effects = parseStatements(policy)
    .filter((statement) => isUnconditional(statement) && namesCloudinary(statement) && namesReading(statement))
    .filter(({ Resource }) => (Resource ?? []).some((pattern) => matchesWildcards(object, pattern)))
    .map(({ Effect }) => Effect)
  return effects.includes('Allow') && !effects.includes('Deny')
}
