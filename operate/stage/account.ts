import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { secretAccount } from '../../shared/adapters/aws/secrets.ts'
import { readAccountSettings } from '../../shared/config/environment.ts'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import type { Stage } from './stage.ts'

/** The Cloudinary account of a stage, from where its worker has it. Rejects with what is wrong, and no secret in it. */
export async function readAccount({ environment, cloud }: Stage): Promise<CloudinaryAccount> {
  const { cloudinary, cloudinarySecret = '' } = readAccountSettings(environment)
  if (cloudinary) return cloudinary
  if (!cloud) throw new Error('expected the account in CLOUDINARY_URL on the local stack, found the name of a secret')
  const readSecret = async (SecretId: string) =>
    (await cloud.secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString
  return secretAccount(cloudinarySecret, readSecret).account()
}

/** Which account a stage mirrors into, in a few words; undefined where that cannot be read. */
export async function nameAccount(stage: Stage): Promise<string | undefined> {
  const account = await readAccount(stage).catch(() => undefined)
  // The local stack sends the bytes itself only to an account outside.
  const isStandIn = stage.cloud === undefined && stage.environment.OBJECT_TRANSFER === undefined
  return account && `${account.cloudName}${isStandIn ? ', the stand-in' : ''}`
}
