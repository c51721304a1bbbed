import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { readEnvironment } from '../shared/config/environment.ts'
import { loadRules } from '../shared/config/rules.ts'
import { type SweepResult, sweep } from '../shared/sweep/sweep.ts'
import { metricNames } from './metric-names.ts'
import { logger, metrics } from './observability.ts'
import { connect } from './ports.ts'

const environment = readEnvironment()
const connecting = loadRules().then((rules) => connect(environment, rules))

/** What is kept of an invocation's time for its last page. */
const CLOSING_TIME_MS = 20_000

async function run(_event: unknown, context: Context): Promise<SweepResult> {
  const ports = await connecting
  const deadlineMs = ports.clock.nowMs() + context.getRemainingTimeInMillis() - CLOSING_TIME_MS
  const result = await sweep({ ...ports, bucket: environment.bucket, deadlineMs })
  logger.info('sweep', { ...result })
  metrics.addMetric(metricNames.sweepDifferences, MetricUnit.Count, result.differences)
  return result
}

/** Compares the bucket with the ledger and queues a change for each difference. */
export const handler = middy(run).use(logMetrics(metrics))
