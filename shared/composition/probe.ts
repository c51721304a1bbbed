import { accountSource } from '../adapters/aws/secrets.ts'
import { signedSource } from '../adapters/aws/signed-source.ts'
import { CloudinaryAssets } from '../adapters/cloudinary/assets.ts'
import type { ProbeDependencies } from '../breaker/probe.ts'
import type { readBreakerEnvironment } from '../config/environment.ts'

/** A bucket that does not answer is to be told of before the function's time is over: it is asked for twice, and so is the marker. */
const S3_TIMEOUT_MS = 4000

/** What a probe reaches. */
export function composeProbe(environment: ReturnType<typeof readBreakerEnvironment>): ProbeDependencies {
  return {
    source: signedSource({ ...environment, timeoutMs: S3_TIMEOUT_MS }),
    assets: new CloudinaryAssets(accountSource(environment)),
  }
}
