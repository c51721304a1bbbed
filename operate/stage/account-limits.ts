import {
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import type { ClientOptions } from './clients.ts'

/** How many functions the account runs at once, and what of it a function has reserved, by a client of its own. */
export async function readConcurrency(options: ClientOptions, FunctionName: string) {
  const client = new LambdaClient(options)
  try {
    const [{ AccountLimit }, ownReserved] = await Promise.all([
      client.send(new GetAccountSettingsCommand({})),
      readReserved(client, FunctionName),
    ])
    const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved = limit } = AccountLimit ?? {}
    if (limit === undefined || unreserved === undefined)
      throw new Error('Lambda does not say how many functions run at once')
    return { limit, unreserved, ownReserved }
  } finally {
    client.destroy()
  }
}

/** Before the first deploy there is no function. */
async function readReserved(client: LambdaClient, FunctionName: string): Promise<number> {
  try {
    const { ReservedConcurrentExecutions = 0 } = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))
    return ReservedConcurrentExecutions
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return 0
    throw thrown
  }
}
