import { z } from 'zod'
import type { Rules } from '../../shared/rules/rules.ts'
import { READ_SID, readableKeys } from './source-template.ts'

const policySchema = z.looseObject({
  PolicyDocument: z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) }),
})

/** Narrows Cloudinary's permission to read in a compiled template to what the rules mirror. */
export function narrowRead(
  resources: Readonly<Record<string, { Properties?: Record<string, unknown> }>>,
  rules: Rules,
): void {
  const policy = policySchema.safeParse(resources.SourceBucketPolicy?.Properties)
  // An existing bucket is no resource of the stack's.
  if (!policy.success || !resources.SourceBucketPolicy) return
  const { PolicyDocument, ...properties } = policy.data
  const Resource = readableKeys(rules).map((pattern) => ({ 'Fn::Sub': `\${SourceBucket.Arn}/${pattern}` }))
  const Statement = PolicyDocument.Statement.map((one) => (one.Sid === READ_SID ? { ...one, Resource } : one))
  resources.SourceBucketPolicy.Properties = { ...properties, PolicyDocument: { ...PolicyDocument, Statement } }
}
