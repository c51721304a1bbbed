import { accountSource } from '../adapters/aws/secrets.ts'
import { signedSource } from '../adapters/aws/signed-source.ts'
import { CloudinaryAssets } from '../adapters/cloudinary/assets.ts'
import type { ProbeDependencies } from '../breaker/probe.ts'
import type { readBreakerEnvironment } from '../config/environment.ts'
import { limits } from '../model/limits.ts'

/** What a probe reaches. */
export function composeProbe(environment: ReturnType<typeof readBreakerEnvironment>): ProbeDependencies {
  return {
    source: signedSource({ ...environment, timeoutMs: limits.answerTimeoutMs }),
    assets: new CloudinaryAssets(accountSource(environment)),
  }
}
