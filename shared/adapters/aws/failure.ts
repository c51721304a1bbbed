import { PermanentError, TransientError } from '../../model/errors.ts'
import type { SERVICES } from '../../model/reasons.ts'

/**
 * Turns whatever an AWS SDK client threw into a transient error: 403, 5xx, time-outs and unknown hosts are all states of
 * the surroundings that someone will fix, and never say anything about an object.
 */
export function awsFailure(service: keyof typeof SERVICES, thrown: unknown): TransientError {
  const name = thrown instanceof Error ? thrown.name : 'unknown error'
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  // Without the table nothing is known of any key, and without the queue nothing is delivered: only S3 has keys of its own.
  const scope = service === 's3' ? 'source' : 'key'
  return new TransientError(`${service}-${name}`, `${service}: ${name}: ${message}`, { scope, cause: thrown })
}

/** Calls AWS; whatever goes wrong is thrown as awsFailure says, but for what is classified already. */
export async function callAws<Answer>(service: keyof typeof SERVICES, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (thrown) {
    const isClassified = thrown instanceof TransientError || thrown instanceof PermanentError
    throw isClassified ? thrown : awsFailure(service, thrown)
  }
}
