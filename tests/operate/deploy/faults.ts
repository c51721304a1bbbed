import { checkParameters } from '../../../operate/deploy/check.ts'
import { givenParameters } from '../../../operate/deploy/given.ts'
import { ConfigError } from '../../../shared/model/config-error.ts'

/** What is given at every deploy, and is right. */
export const usual = {
  sourceBucket: 'studio',
  existingBucket: '',
  cloudinarySecret: 'studio/url',
  transfer: 'off',
  transferEndpoint: 'public',
  transferSources: '0.0.0.0/0',
  workerTimeoutSeconds: 120,
  visibilityTimeoutSeconds: 720,
  attemptSeconds: 780,
  workerDurationMs: 108_000,
}

/** What is wrong with a deploy by these options, and by more of serverless.yml. */
export function errorOf(options: readonly string[], params: object = {}, stage = 'dev'): ConfigError | undefined {
  try {
    checkParameters(stage, givenParameters(stage, { default: usual, ...params }, options))
    return undefined
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown
    throw thrown
  }
}

/** The names of what is wrong. */
export const namesOf = (error: ConfigError | undefined) => error?.faults.map(({ name }) => name) ?? []
