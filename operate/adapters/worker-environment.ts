import { GetFunctionConfigurationCommand, type LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import { messageOf } from '../trouble.ts'
import { UsageError } from '../usage-error.ts'
import { LOCAL } from './clients.ts'

/** Asks the worker for its environment: it has been told the names of everything else. */
export async function readWorkerEnvironment(
  stage: string,
  FunctionName: string,
  lambda: LambdaClient,
): Promise<Record<string, string>> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch((thrown) => {
    throw new UsageError(withoutWorker(stage, FunctionName, thrown))
  })
  return z.record(z.string(), z.string()).parse(Environment?.Variables ?? {})
}

/** A deploy mends a stage that is not there; it is no advice where AWS was not reached. */
function withoutWorker(stage: string, name: string, thrown: unknown): string {
  const found = messageOf(thrown)
  if (stage === LOCAL)
    return `expected the local stack to answer, found ${found}; run \`npm start\` in another terminal`
  if (thrown instanceof ResourceNotFoundException) {
    return `expected a function ${name}, found none; name another --stage or --region, or run \`npx sls deploy --stage ${stage}\``
  }
  return `expected Lambda to tell of ${name}, found ${found}; look at the credentials, the region and the network, then run it again`
}
