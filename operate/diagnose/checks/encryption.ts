import type { PolicyDocument } from '../../stage/policy.ts'
import { readSourceTemplate } from '../../stage/source-template.ts'
import { readKey } from '../aws.ts'
import { type Check, type Finding, judge } from '../check.ts'
import { cloudOf, type DiagnosisContext } from '../context.ts'
import { grantsOf } from '../grants.ts'
import { usesS3Transfer } from '../transfer.ts'
import { bucket } from './bucket.ts'

/** Who has to read an object can decrypt it. */
export const encryption: Check = {
  description: 'Who reads the objects can decrypt them',
  needs: [bucket],
  async run(context) {
    const { algorithm, keyId } = await context.bucket.encryption()
    if (!algorithm.startsWith('aws:kms')) return judge([], '')
    return judgeKey(context, keyId ?? 'alias/aws/s3')
  },
}

async function judgeKey(context: DiagnosisContext, keyId: string): Promise<Finding> {
  const { isOfAws, isEnabled, policy } = await readKey(cloudOf(context).kms, keyId)
  const isRead = usesS3Transfer(context)
  if (isOfAws) {
    const issue = `objects are encrypted by ${keyId}, AWS's own key, which no other account can use: not Cloudinary's`
    return judge(
      isRead ? [issue] : [],
      'Encrypt by SSE-S3 (AES256) or a key of your own, or transfer by presigned URLs.',
    )
  }
  const { roleArn = '' } = await context.worker()
  const issues = [
    ...(isEnabled ? [] : [`the key ${keyId} is not enabled`]),
    ...missingGrants(policy, roleArn, 'the role of the worker', ['kms:Decrypt']),
    ...(isRead
      ? missingGrants(policy, readSourceTemplate().reader, 'Cloudinary', ['kms:Decrypt', 'kms:DescribeKey'])
      : []),
  ]
  return judge(issues, `Let them by statements in the policy of the key ${keyId}; resources/roles.yml knows no key.`)
}

function missingGrants(policy: PolicyDocument, principal: string, who: string, actions: readonly string[]): string[] {
  return actions
    .filter((action) => grantsOf(policy, { principal, action, resource: '*' }).length === 0)
    .map((action) => `the key's policy does not let ${who} (${principal}) ${action}`)
}
