import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import middy from '@middy/core'
import { mappingDelivery, startFunction } from '../shared/adapters/aws/lambda.ts'
import { HEADS_ONLY, s3Source } from '../shared/adapters/aws/s3.ts'
import { accountSource } from '../shared/adapters/aws/secrets.ts'
import { systemClock } from '../shared/adapters/clock.ts'
import { CloudinaryAssets } from '../shared/adapters/cloudinary/assets.ts'
import { type Reconciled, reconcileDelivery } from '../shared/breaker/reconcile.ts'
import { composeTable } from '../shared/composition/table.ts'
import { readBreakerEnvironment } from '../shared/config/environment.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'
import { reportTrouble } from '../shared/observability/report.ts'

const environment = readBreakerEnvironment()
/** A bucket that does not answer is to be told of before the function's time is over. */
const S3_TIMES = { connectionTimeout: 3000, requestTimeout: 4000 }
const lambda = new LambdaClient()
const { breaker } = composeTable(environment)
const s3 = new S3Client({ forcePathStyle: environment.forcePathStyle, maxAttempts: 2, requestHandler: S3_TIMES })
const dependencies = {
  breaker,
  source: s3Source(s3, environment.bucket, ...HEADS_ONLY, environment.transfer),
  assets: new CloudinaryAssets(accountSource(environment)),
  clock: systemClock,
  delivery: mappingDelivery(lambda, environment.eventSourceMapping),
  startSweep: () => startFunction(lambda, environment.sweepFunction),
}

async function reconcile(): Promise<Reconciled> {
  const reconciled = await reconcileDelivery(dependencies)
  reportTrouble(reconciled.trouble, reconciled.stop)
  metrics.addMetric(metricNames.queuePaused, MetricUnit.Count, Number(reconciled.isPaused))
  if (reconciled.switched) logger.warn(`delivery is switched ${reconciled.switched}`, { ...reconciled })
  return reconciled
}

/** Makes the queue's delivery follow the breaker, and asks account, bucket and Cloudinary where they are in question. */
export const handler = middy(reconcile).use(logMetrics(metrics))
