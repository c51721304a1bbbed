import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { answerKind } from '../adapters/cloudinary/failure.ts'
import type { StageScope } from '../model/errors.ts'
import type { Cause, MeasuredOutcome } from '../outcome/outcome.ts'
import { metricNames } from './metric-names.ts'
import { logger, metrics } from './powertools.ts'

/** One log line for each key, and the counters that the dashboard shows. */
export function reportOutcome(outcome: MeasuredOutcome): void {
  const { result, mutations, lagMs } = outcome
  const level = result === 'refused' ? 'error' : outcome.failures || outcome.code === 'withheld' ? 'warn' : 'info'
  logger[level](`${outcome.key}: ${result}`, { outcome })
  metrics.addMetric(metricNames.changes[result], MetricUnit.Count, 1)
  if (outcome.code === 'withheld') metrics.addMetric(metricNames.deletionsWithheld, MetricUnit.Count, 1)
  if (result === 'done' && mutations.length === 0) metrics.addMetric(metricNames.skips, MetricUnit.Count, 1)
  if (lagMs !== undefined) metrics.addMetric(metricNames.lag, MetricUnit.Milliseconds, lagMs)
  const answer = answerKind(outcome.code)
  if (answer) metrics.addMetric(metricNames.cloudinary[answer], MetricUnit.Count, 1)
  for (const { kind, overwrites } of mutations) {
    metrics.addMetric(metricNames.mutations[kind], MetricUnit.Count, 1)
    if (overwrites) metrics.addMetric(metricNames.overwrites, MetricUnit.Count, 1)
  }
}

/** One line for the whole batch: nothing can be mirrored, for this reason. */
export function reportHalt({ code, reason }: Cause): void {
  logger.critical(`nothing can be mirrored: ${reason}`, { code })
}

/** By the minute, whether the stage is in trouble: for the alarms one metric for each scope, and a line with the cause. */
export function reportTrouble(trouble: { readonly scope: StageScope } | undefined, stop: Cause | undefined): void {
  for (const [scope, name] of Object.entries(metricNames.trouble))
    metrics.addMetric(name, MetricUnit.Count, Number(trouble?.scope === scope))
  if (trouble && stop) logger.error(`nothing is mirrored: ${stop.reason}`, { code: stop.code })
}
