import { jsonQueue, jsonRows } from '../adapters/aws/json-stores.ts'
import { accountSource } from '../adapters/aws/secrets.ts'
import { systemClock } from '../adapters/clock.ts'
import type { readWebhookEnvironment } from '../config/environment.ts'
import { readOwner } from '../ledger/owners.ts'
import { sparingAccount } from '../webhook/account.ts'
import type { WebhookDependencies } from '../webhook/receive.ts'

/** What the webhook reaches. Anybody may call a public address, so that it is to start with little: none of the SDKs is in it. */
export function composeWebhook(environment: ReturnType<typeof readWebhookEnvironment>): WebhookDependencies {
  const rows = jsonRows(environment.table)
  return {
    bucket: environment.bucket,
    clock: systemClock,
    owners: { read: (address) => readOwner(rows, address) },
    queue: jsonQueue(environment.queueUrl),
    account: sparingAccount(accountSource(environment), systemClock),
  }
}
