import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import { answerKind } from '../shared/adapters/cloudinary/failure.ts'
import { mirrorBatch } from '../shared/batch.ts'
import { readEnvironment } from '../shared/config/environment.ts'
import { loadRules } from '../shared/config/rules.ts'
import { readDelivery } from '../shared/event/delivery.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import type { MeasuredOutcome } from '../shared/outcome/outcome.ts'
import { connect } from './ports.ts'

const environment = readEnvironment()
const connecting = loadRules().then((rules) => connect(environment, rules))

async function work(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const ports = await connecting
  const deadlineMs = ports.clock.nowMs() + context.getRemainingTimeInMillis()
  const result = await mirrorBatch(readDelivery(event), { ...ports, settings: environment, deadlineMs })
  result.outcomes.forEach(report)
  if (result.halted) halt(result.halted)
  for (const { id, code, reason } of result.refusedMessages) logger.error('message refused', { id, code, reason })
  return { batchItemFailures: result.failedIds.map((itemIdentifier) => ({ itemIdentifier })) }
}

/** One line for the whole batch, for an alarm: nothing moves until somebody has seen to it. */
function halt({ code, reason }: { code: string; reason: string }): void {
  logger.critical(`nothing can be mirrored: ${reason}`, { code })
  metrics.addMetric(metricNames.halted, MetricUnit.Count, 1)
}

/** One log line for each key, and the counters that the dashboard shows. */
function report(outcome: MeasuredOutcome): void {
  const { result, mutations, lagMs } = outcome
  const level = result === 'refused' ? 'error' : outcome.failures || outcome.code === 'withheld' ? 'warn' : 'info'
  logger[level](`${outcome.key}: ${result}`, { outcome })
  metrics.addMetric(metricNames.changes[result], MetricUnit.Count, 1)
  if (outcome.code === 'withheld') metrics.addMetric(metricNames.deletionsWithheld, MetricUnit.Count, 1)
  if (result === 'done' && mutations.length === 0) metrics.addMetric(metricNames.skips, MetricUnit.Count, 1)
  if (lagMs !== undefined) metrics.addMetric(metricNames.lag, MetricUnit.Milliseconds, lagMs)
  const answer = answerKind(outcome.code)
  if (answer) metrics.addMetric(metricNames.cloudinary[answer], MetricUnit.Count, 1)
  for (const { kind } of mutations) metrics.addMetric(metricNames.mutations[kind], MetricUnit.Count, 1)
}

/** Takes a batch of the change queue and makes Cloudinary equal to the bucket for the keys in it. */
export const handler = middy(work).use(injectLambdaContext(logger)).use(logMetrics(metrics))
