import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { Deployment } from '../deployment/deployment.ts'
import { resolveIntrinsics } from '../deployment/intrinsics.ts'
import type { Identities } from '../deployment/provision.ts'
import type { LocalLambda } from './api.ts'
import { serveFunctionUrl } from './function-url.ts'
import { Poller } from './poller.ts'
import { type FunctionDefinition, type LocalFunction, Sandboxes } from './sandbox.ts'
import { type Schedule, startSchedule } from './schedule.ts'

/** The deployed functions, running, with the worker on its queue. */
export interface Functions {
  /** Runs the sweep once; true when it is complete. */
  sweep(): Promise<boolean>
  /** Asks who may come in by FTP, as AWS Transfer Family does. */
  identify(event: object): Promise<unknown>
  stop(): Promise<void>
}

interface FunctionsOptions {
  readonly deployment: Deployment
  readonly identities: Identities
  /** What replaces AWS's own variables and the secrets. */
  readonly environment: Readonly<Record<string, string>>
  readonly sqs: SQSClient
  readonly lambda: LocalLambda
  /** Called with each line that a function prints. */
  readonly log: (line: string) => void
}

const environmentSchema = z.record(z.string(), z.coerce.string())
const sqsEventSchema = z.object({
  sqs: z.object({
    arn: z.string(),
    batchSize: z.number(),
    maximumConcurrency: z.number(),
    functionResponseType: z.literal('ReportBatchItemFailures').optional(),
  }),
})
const sweepResultSchema = z.object({ complete: z.boolean() })

/** Makes serverless.yml's functions run here, as they are deployed. */
export async function startFunctions(options: FunctionsOptions): Promise<Functions> {
  const webhook = sandboxesOf('webhook', options)
  const url = await serveFunctionUrl((event, requestId) => webhook.invoke(event, requestId))
  const sweep = sandboxesOf('sweep', options)
  const mappingId = randomUUID()
  const identities = new Map(options.identities)
  identities.set('WebhookLambdaFunctionUrl', { ref: url.url, attributes: { FunctionUrl: url.url } })
  identities.set('SweepLambdaFunction', { ref: sweep.name, attributes: {} })
  identities.set('WorkerEventSourceMappingSQSChangeQueue', { ref: mappingId, attributes: {} })
  const [worker, breaker, identity] = [
    sandboxesOf('worker', { ...options, identities }),
    sandboxesOf('breaker', { ...options, identities }),
    sandboxesOf('identity', options),
  ]
  const poller = startPoller(options, worker)
  options.lambda.addMapping(mappingId, poller)
  const all = { webhook, sweep, worker, breaker, identity }
  for (const sandboxes of Object.values(all)) options.lambda.add(sandboxes)
  const schedules = Object.entries(all).flatMap(([name, sandboxes]) => startSchedules(name, sandboxes, options))
  return {
    async sweep() {
      const invocation = await sweep.invoke({}, randomUUID())
      if (invocation.status === 'failed') throw new Error(`the sweep failed: ${invocation.reason}`)
      return sweepResultSchema.parse(invocation.value).complete
    },
    async identify(event) {
      const invocation = await identity.invoke(event, randomUUID())
      if (invocation.status === 'failed') throw new Error(`the identity function failed: ${invocation.reason}`)
      return invocation.value
    },
    async stop() {
      for (const schedule of schedules) schedule.stop()
      await poller.stop()
      await url.stop()
      await Promise.all(Object.values(all).map((sandboxes) => sandboxes.stop()))
    },
  }
}

function startSchedules(name: string, sandboxes: Sandboxes, options: FunctionsOptions): readonly Schedule[] {
  const report = reporter(options)
  const invoke = async (input: object) => {
    const invocation = await sandboxes.invoke(input, randomUUID())
    if (invocation.status === 'failed') report(invocation.reason)
  }
  return definitionOf(name, options.deployment).events.flatMap((event) => startSchedule(event, invoke) ?? [])
}

function reporter({ log }: FunctionsOptions): (error: string) => void {
  return (error) => log(JSON.stringify({ level: 'ERROR', message: error, timestamp: new Date().toISOString() }))
}

function startPoller(options: FunctionsOptions, worker: LocalFunction): Poller {
  const poller = new Poller(options.sqs, mappingOf('worker', options), worker, (error) =>
    options.log(JSON.stringify({ level: 'ERROR', message: error, timestamp: new Date().toISOString() })),
  )
  poller.start()
  return poller
}

/** All that a function sees of an environment: what serverless.yml gives it, and what replaces AWS's own variables. */
export function environmentOf(
  name: string,
  { deployment, identities, environment }: Pick<FunctionsOptions, 'deployment' | 'identities' | 'environment'>,
): Record<string, string> {
  const own = { ...deployment.provider.environment, ...definitionOf(name, deployment).environment }
  return { ...environmentSchema.parse(resolveIntrinsics(own, identities)), ...environment }
}

function sandboxesOf(name: string, options: FunctionsOptions): Sandboxes {
  const definition = definitionOf(name, options.deployment)
  const described: FunctionDefinition = {
    name: definition.name,
    handler: definition.handler,
    timeoutSeconds: definition.timeout,
    memoryMb: definition.memorySize ?? options.deployment.provider.memorySize,
    environment: environmentOf(name, options),
  }
  return new Sandboxes(described, (lines) => createInterface({ input: lines }).on('line', options.log))
}

function mappingOf(name: string, { deployment, identities }: FunctionsOptions) {
  const events = definitionOf(name, deployment).events.map((event) => resolveIntrinsics(event, identities))
  const { sqs } = z.tuple([sqsEventSchema]).parse(events)[0]
  const [queue] = [...identities.values()].filter(({ attributes }) => attributes.Arn === sqs.arn)
  if (!queue) throw new Error(`expected a queue ${sqs.arn} in serverless.yml, found none`)
  return {
    queueUrl: queue.ref,
    queueArn: sqs.arn,
    region: deployment.provider.region,
    batchSize: sqs.batchSize,
    maximumConcurrency: sqs.maximumConcurrency,
    reportsBatchItemFailures: sqs.functionResponseType !== undefined,
  }
}

function definitionOf(name: string, deployment: Deployment): Deployment['functions'][string] {
  const definition = deployment.functions[name]
  if (!definition) throw new Error(`expected a function ${name} in serverless.yml, found none`)
  return definition
}
