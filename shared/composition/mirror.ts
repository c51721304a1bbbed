import { S3Client } from '@aws-sdk/client-s3'
import { answeredWithin } from '../adapters/aws/patience.ts'
import { s3Source } from '../adapters/aws/s3.ts'
import { detectType } from '../adapters/aws/s3-content.ts'
import { accountSource } from '../adapters/aws/secrets.ts'
import { CloudinaryAssets } from '../adapters/cloudinary/assets.ts'
import type { Services } from '../claim/dependencies.ts'
import type { Environment } from '../config/environment.ts'
import { limits } from '../model/limits.ts'
import type { Rules } from '../rules/rules.ts'
import { composeStores } from './stores.ts'

/** Everything that the mirror reaches. */
export function composeMirror(environment: Environment, rules: Rules): Services & { readonly rules: Rules } {
  const { bucket, forcePathStyle, transfer } = environment
  const { ledger, owners, breaker, guard, queue, clock } = composeStores(environment)
  const s3 = new S3Client({ forcePathStyle, ...answeredWithin(limits.answerTimeoutMs) })
  // What is sent to Cloudinary is read only as fast as that takes it.
  const streaming = new S3Client({ forcePathStyle, ...answeredWithin(limits.answerTimeoutMs, { isStreaming: true }) })
  return {
    ledger,
    owners,
    breaker,
    queue,
    clock,
    rules,
    source: s3Source(s3, bucket, (key) => rules.needsOf(key), detectType, { transfer, streaming }),
    assets: new CloudinaryAssets(accountSource(environment)),
    guard: guard(environment.guard),
  }
}
