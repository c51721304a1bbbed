import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { z } from 'zod'
import { originOf, REGION_VARIABLES } from '../../shared/config/dotenv.ts'
import { messageOf } from '../cli/trouble.ts'
import { UsageError } from '../cli/usage-error.ts'
import { LOCAL } from './clients.ts'

/** Variables that say whose credentials are used. */
const CREDENTIALS = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID']

/** The worker, as Lambda runs it. */
export interface WorkerConfiguration {
  readonly timeoutSeconds: number
  /** Undefined on the local stack. */
  readonly roleArn: string | undefined
}

/** An event source mapping of the worker. */
export interface Mapping {
  readonly id: string
  readonly queueArn: string
  /** Such as `Enabled` or `Disabling`. */
  readonly state: string
  readonly concurrencyMax: number | undefined
  readonly batchSize?: number | undefined
  readonly reportsBatchItemFailures: boolean
}

/** Reads how Lambda runs a function. */
export async function readWorker(lambda: LambdaClient, FunctionName: string): Promise<WorkerConfiguration> {
  const { Timeout, Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  if (Timeout === undefined) throw new Error(`Lambda does not say the timeout of ${FunctionName}`)
  return { timeoutSeconds: Timeout, roleArn: Role }
}

/** Reads what a function is invoked for. */
export async function readMappings(lambda: LambdaClient, FunctionName: string): Promise<readonly Mapping[]> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
  return EventSourceMappings.map((one) => ({
    id: one.UUID ?? '',
    queueArn: one.EventSourceArn ?? '',
    state: one.State ?? '',
    concurrencyMax: one.ScalingConfig?.MaximumConcurrency,
    batchSize: one.BatchSize,
    reportsBatchItemFailures: one.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
  }))
}

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

/** A deploy helps where there is no such stage; it is no advice where AWS was not reached. */
function withoutWorker(stage: string, name: string, thrown: unknown): string {
  const found = messageOf(thrown)
  if (stage === LOCAL)
    return `expected the local stack to answer, found ${found}; run \`npm start\` in another terminal`
  if (thrown instanceof ResourceNotFoundException) {
    return `expected a function ${name}, found none; name another --stage or --region${origins(stage, REGION_VARIABLES)}, or run \`npx sls deploy --stage ${stage}\``
  }
  const credentials = `the credentials${origins(stage, CREDENTIALS)}`
  const region = `the region${origins(stage, REGION_VARIABLES)}`
  return `expected Lambda to describe ${name}, found ${found}; look at ${credentials}, ${region} and the network, then run it again`
}

/** What is set of some variables, and where it has been read from. */
function origins(stage: string, names: readonly string[]): string {
  const told = names.flatMap((name) => {
    const origin = originOf(name, stage)
    return origin === undefined ? [] : [`${name}, ${origin}`]
  })
  return told.length === 0 ? '' : ` (${told.join('; ')})`
}
