import { UsageError } from '../cli/usage-error.ts'

/** How many functions an account may run at once. */
export interface AccountConcurrency {
  readonly limit: number
  /** What no function has reserved. */
  readonly unreserved: number
  /** What the stage's webhook has reserved already. */
  readonly ownReserved: number
}

/** What a deploy wants of it. */
export interface WantedConcurrency {
  readonly webhook: number
  readonly workers: number
}

/** Lambda leaves so many to functions without a reservation. Source: AWS Lambda Developer Guide, "Configuring reserved concurrency". */
const UNRESERVED_LEAST = 100
/** Sweep, breaker, webhook and identity function run beside the workers. */
const BESIDE_WORKERS = 4
/** "Concurrent executions" in Service Quotas. */
const QUOTA =
  'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000'

/**
 * Throws where Lambda would refuse the webhook's reservation, when half of the stack is made. Returns what to tell people where the
 * account runs so few functions at once, as new ones do, that those of the stage get into each other's way.
 */
export function checkConcurrency(account: AccountConcurrency, wanted: WantedConcurrency): string | undefined {
  const { limit, unreserved, ownReserved } = account
  const left = unreserved + ownReserved - wanted.webhook
  if (wanted.webhook > ownReserved && left < UNRESERVED_LEAST) {
    const most = Math.max(unreserved + ownReserved - UNRESERVED_LEAST, 0)
    throw new UsageError(
      `expected webhookConcurrency to leave at least ${UNRESERVED_LEAST} of the account's functions at once without a reservation, found ${wanted.webhook}, where the account has ${limit} and ${unreserved + ownReserved} of them free: choose ${most}, or have AWS raise the limit: \`${QUOTA}\``,
    )
  }
  if (unreserved >= wanted.workers + BESIDE_WORKERS) return undefined
  return `This account runs ${limit} functions at once, ${unreserved} of them without a reservation; ${wanted.workers} workers (maximumConcurrency) and the ${BESIDE_WORKERS} other functions of a stage may need ${wanted.workers + BESIDE_WORKERS}. What is throttled is tried again, and the alarm worker-throttles may go off. Have AWS raise the limit: \`${QUOTA}\`, or lower maximumConcurrency.`
}
