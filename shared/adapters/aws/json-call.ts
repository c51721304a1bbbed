import { type SignedCall, signedService } from './signed-call.ts'

/** Calls an operation of a service by its name, and resolves with its answer. */
export type JsonCall = (operation: string, input: object) => Promise<unknown>

/** Source: the service models of AWS, `targetPrefix` and `jsonVersion`. */
const PROTOCOLS = {
  dynamodb: { target: 'DynamoDB_20120810', version: '1.0' },
  secretsmanager: { target: 'secretsmanager', version: '1.1' },
  sqs: { target: 'AmazonSQS', version: '1.0' },
} as const

/** A service that speaks AWS's JSON protocol, without its SDK. */
export function jsonService(service: keyof typeof PROTOCOLS, call: SignedCall = signedService(service)): JsonCall {
  const { target, version } = PROTOCOLS[service]
  return (operation, body) => {
    const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` }
    return call({ method: 'POST', path: '/', headers, body })
  }
}
