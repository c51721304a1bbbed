import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import middy from '@middy/core'
import { dynamodbRows } from '../shared/adapters/aws/dynamodb.ts'
import { mappingDelivery, startFunction } from '../shared/adapters/aws/lambda.ts'
import { accountSource } from '../shared/adapters/aws/secrets.ts'
import { systemClock as clock } from '../shared/adapters/clock.ts'
import { CloudinaryAssets } from '../shared/adapters/cloudinary/assets.ts'
import { LedgerBreaker } from '../shared/breaker/breaker.ts'
import { type Tended, tendBreaker } from '../shared/breaker/reconcile.ts'
import { readBreakerEnvironment } from '../shared/config/environment.ts'
import { metricNames } from '../shared/observability/metric-names.ts'
import { logger, metrics } from '../shared/observability/powertools.ts'

const environment = readBreakerEnvironment()
const lambda = new LambdaClient()
const rows = dynamodbRows(new DynamoDBClient(), environment.table)
const work = {
  breaker: new LedgerBreaker(rows, environment.bucket, clock),
  assets: new CloudinaryAssets(accountSource(environment)),
  delivery: mappingDelivery(lambda, environment.eventSourceMapping),
  startSweep: () => startFunction(lambda, environment.sweepFunction),
  clock,
}

async function tend(): Promise<Tended> {
  const tended = await tendBreaker(work)
  metrics.addMetric(metricNames.breakerOpen, MetricUnit.Count, Number(tended.isOpen))
  metrics.addMetric(metricNames.queuePaused, MetricUnit.Count, Number(tended.isPaused))
  if (tended.switched) logger.warn(`delivery is switched ${tended.switched}`, { ...tended })
  return tended
}

/** Makes the queue's delivery follow the breaker, and asks Cloudinary whether it serves where that is in question. */
export const handler = middy(tend).use(logMetrics(metrics))
