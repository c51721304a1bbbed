import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda'

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
    reportsBatchItemFailures: one.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
  }))
}
