import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamodbFtpUsers } from '../adapters/aws/ftp-users.ts'
import { dynamodbLoginFailures } from '../adapters/aws/login-failures.ts'
import { answeredWithin } from '../adapters/aws/patience.ts'
import { systemClock } from '../adapters/clock.ts'
import { deriveByScrypt } from '../adapters/scrypt.ts'
import type { IdentityEnvironment } from '../config/identity.ts'
import type { Identity } from '../identity/log-in.ts'
import { limits } from '../model/limits.ts'

/** Who may come in by FTP. Without a client, endpoint and credentials come from the AWS SDK's own settings. */
export function composeIdentity(
  { bucket, table, roleArn, logCost }: IdentityEnvironment,
  dynamodb = new DynamoDBClient(answeredWithin(limits.loginAnswerTimeoutMs)),
): Identity {
  return {
    bucket,
    roleArn,
    logCost,
    users: dynamodbFtpUsers(dynamodb, table),
    failures: dynamodbLoginFailures(dynamodb, table),
    clock: systemClock,
    derive: deriveByScrypt,
  }
}
