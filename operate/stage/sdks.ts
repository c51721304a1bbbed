import { createRequire } from 'node:module'

/** The SDKs of the services that commands reach, by their packages. */
interface Sdks {
  readonly '@aws-sdk/client-acm': typeof import('@aws-sdk/client-acm')
  readonly '@aws-sdk/client-cloudwatch': typeof import('@aws-sdk/client-cloudwatch')
  readonly '@aws-sdk/client-cloudwatch-logs': typeof import('@aws-sdk/client-cloudwatch-logs')
  readonly '@aws-sdk/client-dynamodb': typeof import('@aws-sdk/client-dynamodb')
  readonly '@aws-sdk/client-kms': typeof import('@aws-sdk/client-kms')
  readonly '@aws-sdk/client-lambda': typeof import('@aws-sdk/client-lambda')
  readonly '@aws-sdk/client-s3': typeof import('@aws-sdk/client-s3')
  readonly '@aws-sdk/client-secrets-manager': typeof import('@aws-sdk/client-secrets-manager')
  readonly '@aws-sdk/client-sns': typeof import('@aws-sdk/client-sns')
  readonly '@aws-sdk/client-sqs': typeof import('@aws-sdk/client-sqs')
  readonly '@aws-sdk/client-sts': typeof import('@aws-sdk/client-sts')
  readonly '@aws-sdk/client-transfer': typeof import('@aws-sdk/client-transfer')
}

const require = createRequire(import.meta.url)

/** Loads an SDK, at once and only here: a command needs two or three of them, and each takes time and memory. */
export function sdk<Package extends keyof Sdks>(name: Package): Sdks[Package] {
  return require(name)
}

/** Makes things when they are first asked for, and destroys those that were. */
export class LazyClients {
  readonly #made: { destroy(): void }[] = []

  /** A way to a client, which is made once. */
  of<Client extends { destroy(): void }>(make: () => Client): () => Client {
    let client: Client | undefined
    return () => {
      if (client === undefined) {
        client = make()
        this.#made.push(client)
      }
      return client
    }
  }

  close(): void {
    for (const client of this.#made) client.destroy()
  }
}
