import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { Deployment } from './deployment.ts'
import { serveFunctionUrl } from './function-url.ts'
import { resolveIntrinsics } from './intrinsics.ts'
import type { LocalFunction, LocalLambda } from './lambda.ts'
import { Poller } from './poller.ts'
import type { Identities } from './provision.ts'
import { type FunctionDefinition, Sandboxes } from './sandbox.ts'

/** The deployed functions, running, with the worker on its queue. */
export interface Functions {
  /** Runs the sweep once; true when it has come to the end. */
  sweep(): Promise<boolean>
  stop(): Promise<void>
}

interface FunctionsOptions {
  readonly deployment: Deployment
  readonly identities: Identities
  /** What stands in the place of AWS's own environment and of the secrets. */
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
  const identities = new Map(options.identities)
  identities.set('WebhookLambdaFunctionUrl', { ref: url.url, attributes: { FunctionUrl: url.url } })
  const worker = sandboxesOf('worker', { ...options, identities })
  const sweeper = sandboxesOf('sweep', options)
  const poller = startPoller(options, worker)
  options.lambda.addMapping(randomUUID(), poller)
  for (const sandboxes of [webhook, worker, sweeper]) options.lambda.add(sandboxes)
  return {
    async sweep() {
      const invocation = await sweeper.invoke({}, randomUUID())
      if (invocation.status === 'failed') throw new Error(`the sweep failed: ${invocation.reason}`)
      return sweepResultSchema.parse(invocation.value).complete
    },
    async stop() {
      await poller.stop()
      await url.stop()
      await Promise.all([worker.stop(), sweeper.stop(), webhook.stop()])
    },
  }
}

function startPoller(options: FunctionsOptions, worker: LocalFunction): Poller {
  const poller = new Poller(options.sqs, mappingOf('worker', options), worker, (fault) =>
    options.log(JSON.stringify({ level: 'ERROR', message: fault, timestamp: new Date().toISOString() })),
  )
  poller.start()
  return poller
}

/** All that a function sees of an environment: what serverless.yml gives it, and what stands for AWS's own. */
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
