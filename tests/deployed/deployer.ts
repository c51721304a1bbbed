import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import type { Aws } from './aws.ts'

const UserName = 'deployer'
const POLICIES = ['deploy-role', 'deploy-role-existing-bucket']

/** Keys of someone. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Makes a user who may do what the policies of the project's docs/ let who deploys, with this bucket as the existing one, and nothing else. */
export async function makeDeployer({ iam }: Aws, project: string, existingBucket: string): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName }))
  for (const PolicyName of POLICIES) {
    const text = readFileSync(join(project, 'docs', `${PolicyName}.json`), 'utf8')
    const PolicyDocument = text.replaceAll('YOUR-BUCKET', existingBucket)
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }))
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
}
