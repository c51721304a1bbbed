import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ClientOptions } from './clients.ts'

/** Reads a secret by a client of its own; undefined where there is none. */
export async function readSecretText(options: ClientOptions, SecretId: string): Promise<string | undefined> {
  const client = new SecretsManagerClient(options)
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? ''
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return undefined
    throw thrown
  } finally {
    client.destroy()
  }
}
