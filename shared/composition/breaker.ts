import { jsonRows } from '../adapters/aws/json-stores.ts'
import { beginFunction, mappingDelivery } from '../adapters/aws/lambda-calls.ts'
import { systemClock } from '../adapters/clock.ts'
import type { ProbeDependencies } from '../breaker/probe.ts'
import type { ReconcileDependencies } from '../breaker/reconcile.ts'
import type { readBreakerEnvironment } from '../config/environment.ts'
import { composeLedger } from './ledger.ts'

type BreakerEnvironment = ReturnType<typeof readBreakerEnvironment>

/** What reconciling delivery reaches. While nothing is suspected that is two calls, and no SDK is loaded for them. */
export function composeBreaker(environment: BreakerEnvironment): ReconcileDependencies {
  return {
    breaker: composeLedger(jsonRows(environment.table), environment.bucket, systemClock).breaker,
    delivery: mappingDelivery(environment.eventSourceMapping),
    startSweep: () => beginFunction(environment.sweepFunction),
    clock: systemClock,
    ...lazyProbe(environment),
  }
}

/** Loads what looks at S3 and asks Cloudinary with the first question. */
function lazyProbe(environment: BreakerEnvironment): ProbeDependencies {
  let loading: Promise<ProbeDependencies> | undefined
  const probe = () => {
    loading ??= import('./probe.ts').then(({ composeProbe }) => composeProbe(environment))
    return loading
  }
  return {
    source: {
      transfer: environment.transfer,
      confirmBucket: async () => (await probe()).source.confirmBucket(),
      observe: async (key) => (await probe()).source.observe(key),
      locate: async (...of) => (await probe()).source.locate(...of),
    },
    assets: {
      cloudName: async () => (await probe()).assets.cloudName(),
      find: async (...of) => (await probe()).assets.find(...of),
      readEmpty: async (...of) => (await probe()).assets.readEmpty(...of),
    },
  }
}
