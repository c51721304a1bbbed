import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { callAws } from './failure.ts'

/** Begins an invocation of a function, and does not wait for it. Throws TransientErrors. */
export async function startFunction(lambda: LambdaClient, FunctionName: string): Promise<void> {
  await callAws('lambda', () => lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' })))
}
