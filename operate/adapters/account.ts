import { secretAccount } from '../../shared/adapters/aws/secrets.ts'
import { readAccountSettings } from '../../shared/config/environment.ts'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import type { Stage } from '../stage.ts'
import { type CloudServices, readSecret } from './cloud.ts'

/** The Cloudinary account of a stage, from where its worker has it. Rejects with what is wrong, and no secret in it. */
export async function readAccount(stage: Stage, cloud: CloudServices | undefined): Promise<CloudinaryAccount> {
  const { cloudinary, cloudinarySecret = '' } = readAccountSettings(stage.environment)
  if (cloudinary) return cloudinary
  if (!cloud) throw new Error('expected the account in CLOUDINARY_URL on the local stack, found the name of a secret')
  return secretAccount(cloudinarySecret, (name) => readSecret(cloud, name)).account()
}
