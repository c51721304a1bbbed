import { TransientError } from '../../model/errors.ts'

/**
 * Turns whatever an AWS SDK client threw into a transient error: 403, 5xx, time-outs and unknown hosts are all states of
 * the surroundings that somebody will mend, and never say anything about an object.
 */
export function awsFailure(service: string, thrown: unknown): TransientError {
  const name = thrown instanceof Error ? thrown.name : 'unknown error'
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new TransientError(`${service}-${name}`, `${service}: ${name}: ${message}`, { cause: thrown })
}
