import { S3Client } from '@aws-sdk/client-s3'
import { HEADS_ONLY, s3Source } from '../adapters/aws/s3.ts'
import { accountSource } from '../adapters/aws/secrets.ts'
import { CloudinaryAssets } from '../adapters/cloudinary/assets.ts'
import type { ProbeDependencies } from '../breaker/probe.ts'
import type { readBreakerEnvironment } from '../config/environment.ts'

/** A bucket that does not answer is to be told of before the function's time is over. */
const S3_TIMES = { connectionTimeout: 3000, requestTimeout: 4000 }

/** What a probe reaches. */
export function composeProbe(environment: ReturnType<typeof readBreakerEnvironment>): ProbeDependencies {
  const { bucket, forcePathStyle, transfer } = environment
  const s3 = new S3Client({ forcePathStyle, maxAttempts: 2, requestHandler: S3_TIMES })
  return {
    source: s3Source(s3, bucket, ...HEADS_ONLY, transfer),
    assets: new CloudinaryAssets(accountSource(environment)),
  }
}
