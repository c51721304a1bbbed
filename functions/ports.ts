import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { systemClock } from '../shared/adapters/clock.ts'
import { CloudinaryAssets } from '../shared/adapters/cloudinary/assets.ts'
import { dynamodbRows } from '../shared/adapters/dynamodb.ts'
import { s3Source } from '../shared/adapters/s3.ts'
import { sqsQueue } from '../shared/adapters/sqs.ts'
import type { Environment } from '../shared/config/environment.ts'
import { DeletionGuard } from '../shared/guard/guard.ts'
import { Ledger } from '../shared/ledger/ledger.ts'
import { Owners } from '../shared/ledger/owners.ts'
import type { Rules } from '../shared/rules/rules.ts'
import { type Cursor, storedCursor } from '../shared/sweep/cursor.ts'
import type { Ports } from '../shared/work.ts'

/** Connects the mirror to the real services. Endpoints and credentials come from the AWS SDK's own settings. */
export function connect(environment: Environment, rules: Rules): Ports & { cursor: Cursor; rules: Rules } {
  const rows = dynamodbRows(new DynamoDBClient(), environment.table)
  const s3 = new S3Client({ forcePathStyle: environment.forcePathStyle })
  return {
    rules,
    source: s3Source(s3, environment.bucket, (key) => rules.needsOf(key)),
    assets: new CloudinaryAssets(environment.cloudinary),
    ledger: new Ledger(rows, environment.bucket, systemClock.unique),
    owners: new Owners(rows, systemClock.unique),
    queue: sqsQueue(new SQSClient(), environment),
    guard: new DeletionGuard(rows, environment.bucket, systemClock, environment.guard),
    clock: systemClock,
    cursor: storedCursor(rows, environment.bucket, systemClock.unique),
  }
}
