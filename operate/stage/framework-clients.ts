import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core'
import { buildClientConfig } from 'serverless/lib/aws/config.js'
import { getAwsSdkV3CredentialsProvider } from 'serverless/lib/aws/credentials.js'
import type { ClientOptions } from './clients.ts'

/** What decides whose credentials are used, besides the environment. */
export interface Account {
  readonly stage: string
  readonly region: string
  /** The profile that serverless.yml names. */
  readonly profile: string | undefined
  /** The profile that --aws-profile names. */
  readonly chosenProfile: string | undefined
}

/**
 * What the SDK's clients are made with, as the framework makes it: the same order of profiles and variables, the same proxies and
 * certificates. All clients share the credentials, so that nobody is asked twice for the code of a device.
 */
export function frameworkClientOptions({ stage, region, profile, chosenProfile }: Account): ClientOptions {
  const provider = {
    getStage: () => stage,
    serverless: { service: { provider: { profile } } },
    options: { 'aws-profile': chosenProfile },
  }
  const read = getAwsSdkV3CredentialsProvider({ provider })
  const credentials = memoizeIdentityProvider(read, isIdentityExpired, doesIdentityRequireRefresh)
  // By this the clients know that there is nothing left for them to remember.
  return buildClientConfig({ region, credentials: Object.assign(credentials ?? read, { memoized: true }) })
}
