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

interface Destroyable {
  destroy(): void
}

/** Things by their names, each made when it is first asked for; closing destroys those that were. */
export function lazily<Made extends Readonly<Record<string, Destroyable>>>(
  makers: {
    readonly [Name in keyof Made]: () => Made[Name]
  },
): Made & { close(): void } {
  const made = new Map<string, Destroyable>()
  const close = () => {
    for (const one of made.values()) one.destroy()
  }
  const lazy = Object.entries(makers).reduce((before, [name, make]) => {
    const get = () => {
      const one = made.get(name) ?? make()
      made.set(name, one)
      return one
    }
    return Object.defineProperty(before, name, { get, enumerable: true })
  }, {})
  return Object.assign(lazy as Made, { close })
}
