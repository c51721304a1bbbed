import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import { type Reconciled, reconcileDelivery } from '../shared/breaker/reconcile.ts'
import { composeBreaker } from '../shared/composition/breaker.ts'
import { readBreakerEnvironment } from '../shared/config/environment.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import { reportTrouble } from '../shared/observability/report.ts'

const dependencies = composeBreaker(readBreakerEnvironment())

async function reconcile(): Promise<Reconciled> {
  const reconciled = await reconcileDelivery(dependencies)
  reportTrouble(reconciled.trouble, reconciled.stop)
  metrics.addMetric(metricNames.queuePaused, MetricUnit.Count, Number(reconciled.isPaused))
  if (reconciled.switched) logger.warn(`delivery is switched ${reconciled.switched}`, { ...reconciled })
  return reconciled
}

/** Makes the queue's delivery follow the breaker, and asks account, bucket and Cloudinary where they are in question. */
export const handler = middy(reconcile).use(logMetrics(metrics))
