import { S3Client } from '@aws-sdk/client-s3'
import { s3Source } from '../shared/adapters/aws/s3.ts'
import { accountSource } from '../shared/adapters/aws/secrets.ts'
import { CloudinaryAssets } from '../shared/adapters/cloudinary/assets.ts'
import { LedgerBreaker } from '../shared/breaker/breaker.ts'
import type { Ports } from '../shared/claim/dependencies.ts'
import type { Environment } from '../shared/config/environment.ts'
import { DeletionGuard } from '../shared/guard/guard.ts'
import type { Rules } from '../shared/rules/rules.ts'
import { connectStores } from './stores.ts'

/** Connects the mirror to the real services. Endpoints and credentials come from the AWS SDK's own settings. */
export function connect(environment: Environment, rules: Rules): Ports & { rules: Rules } {
  const { bucket, forcePathStyle, guard } = environment
  const stores = connectStores(environment)
  return {
    ...stores,
    rules,
    source: s3Source(new S3Client({ forcePathStyle }), bucket, (key) => rules.needsOf(key)),
    assets: new CloudinaryAssets(accountSource(environment)),
    breaker: new LedgerBreaker(stores.rows, bucket, stores.clock),
    guard: new DeletionGuard(stores.rows, bucket, stores.clock, guard),
  }
}
