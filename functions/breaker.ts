import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { LambdaClient } from '@aws-sdk/client-lambda'
import middy from '@middy/core'
import { mappingDelivery, startFunction } from '../shared/adapters/aws/lambda.ts'
import { accountSource } from '../shared/adapters/aws/secrets.ts'
import { CloudinaryAssets } from '../shared/adapters/cloudinary/assets.ts'
import { type Reconciled, reconcileDelivery } from '../shared/breaker/reconcile.ts'
import { composeTable } from '../shared/composition/table.ts'
import { readBreakerEnvironment } from '../shared/config/environment.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'

const environment = readBreakerEnvironment()
const lambda = new LambdaClient()
const { breaker, clock } = composeTable(environment)
const dependencies = {
  breaker,
  clock,
  assets: new CloudinaryAssets(accountSource(environment)),
  delivery: mappingDelivery(lambda, environment.eventSourceMapping),
  startSweep: () => startFunction(lambda, environment.sweepFunction),
}

async function reconcile(): Promise<Reconciled> {
  const reconciled = await reconcileDelivery(dependencies)
  metrics.addMetric(metricNames.breakerOpen, MetricUnit.Count, Number(reconciled.isOpen))
  metrics.addMetric(metricNames.queuePaused, MetricUnit.Count, Number(reconciled.isPaused))
  if (reconciled.switched) logger.warn(`delivery is switched ${reconciled.switched}`, { ...reconciled })
  return reconciled
}

/** Makes the queue's delivery follow the breaker, and asks Cloudinary whether it serves where that is in question. */
export const handler = middy(reconcile).use(logMetrics(metrics))
