import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { FastifyInstance, FastifyReply } from '../aws/fauxqs.ts'
import type { EventSourceMapping } from './poller.ts'
import type { LocalFunction } from './sandbox.ts'

/** An event source mapping that can be switched off and on. */
export interface SwitchableMapping {
  readonly functionName: string
  readonly mapping: EventSourceMapping
  readonly isEnabled: boolean
  /** How many invocations run now. */
  readonly running: number
  enable(isEnabled: boolean): void
}

const API = '/2015-03-31'
const byName = z.object({ name: z.string() })
const byId = z.object({ id: z.string() })
const filterSchema = z.object({ FunctionName: z.string().optional(), EventSourceArn: z.string().optional() })
const updateSchema = z.object({ Enabled: z.boolean().optional() })

/**
 * Lambda's API, as far as it is used here: what a function is configured with, invoking it, and its event source mappings.
 * Source: AWS Lambda API Reference, 2015-03-31.
 */
export class LocalLambda {
  readonly #functions = new Map<string, LocalFunction>()
  readonly #mappings = new Map<string, SwitchableMapping>()

  add(defined: LocalFunction): void {
    this.#functions.set(defined.name, defined)
  }

  addMapping(id: string, mapping: SwitchableMapping): void {
    this.#mappings.set(id, mapping)
  }

  /** What Lambda tells CloudWatch of a function, as of now; undefined for what is not kept. */
  metric(name: string, functionName: string): number | undefined {
    if (name !== 'ConcurrentExecutions' || !this.#functions.has(functionName)) return undefined
    const own = [...this.#mappings.values()].filter((mapping) => mapping.functionName === functionName)
    return own.reduce((sum, { running }) => sum + running, 0)
  }

  /** Declares the routes. */
  register(app: FastifyInstance): void {
    app.get(`${API}/functions/:name/configuration`, (request, reply) =>
      this.#withFunction(byName.parse(request.params).name, reply, (found) => configurationOf(found)),
    )
    app.post(`${API}/functions/:name/invocations`, (request, reply) =>
      this.#withFunction(byName.parse(request.params).name, reply, (found) =>
        invoke(found, request.body, request.headers['x-amz-invocation-type'], reply),
      ),
    )
    app.get(`${API}/event-source-mappings`, (request) => {
      const { FunctionName, EventSourceArn } = filterSchema.parse(request.query)
      const EventSourceMappings = [...this.#mappings]
        .map(([id, mapping]) => describe(id, mapping))
        .filter((one) => FunctionName === undefined || one.FunctionArn.endsWith(`:${FunctionName}`))
        .filter((one) => EventSourceArn === undefined || one.EventSourceArn === EventSourceArn)
      return { EventSourceMappings }
    })
    app.get(`${API}/event-source-mappings/:id`, (request, reply) => this.#withMapping(request.params, reply, () => {}))
    app.put(`${API}/event-source-mappings/:id`, (request, reply) =>
      this.#withMapping(request.params, reply, (mapping) => {
        const { Enabled } = updateSchema.parse(parseJson(request.body))
        if (Enabled !== undefined) mapping.enable(Enabled)
      }),
    )
  }

  #withFunction(name: string, reply: FastifyReply, answer: (found: LocalFunction) => unknown): unknown {
    const found = this.#functions.get(name)
    return found ? answer(found) : notFound(reply, `Function not found: ${name}`)
  }

  #withMapping(params: unknown, reply: FastifyReply, change: (mapping: SwitchableMapping) => void): unknown {
    const { id } = byId.parse(params)
    const mapping = this.#mappings.get(id)
    if (!mapping) return notFound(reply, 'The resource you requested does not exist.')
    change(mapping)
    return describe(id, mapping)
  }
}

/** Anyone on this machine may ask; what Lambda has the name of a secret for, stays with the functions. */
function configurationOf({ name, timeoutSeconds, environment }: LocalFunction): object {
  const { CLOUDINARY_URL: _, ...shown } = environment
  return {
    FunctionName: name,
    FunctionArn: arnOf(name),
    Timeout: timeoutSeconds,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: shown },
  }
}

async function invoke(found: LocalFunction, body: unknown, type: unknown, reply: FastifyReply): Promise<unknown> {
  const invoking = found.invoke(parseJson(body) ?? {}, randomUUID())
  if (type === 'Event') {
    reply.status(202)
    return ''
  }
  const invocation = await invoking
  reply.header('content-type', 'application/json')
  if (invocation.status === 'returned') return JSON.stringify(invocation.value ?? null)
  reply.header('x-amz-function-error', 'Unhandled')
  return JSON.stringify({ errorType: 'Error', errorMessage: invocation.reason })
}

function describe(UUID: string, { functionName, mapping, isEnabled }: SwitchableMapping) {
  const { queueArn, batchSize, maximumConcurrency, reportsBatchItemFailures } = mapping
  return {
    UUID,
    FunctionArn: arnOf(functionName),
    EventSourceArn: queueArn,
    BatchSize: batchSize,
    ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    FunctionResponseTypes: reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    State: isEnabled ? 'Enabled' : 'Disabled',
  }
}

function arnOf(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`
}

/** The SDK sends JSON under more than one content type. */
function parseJson(body: unknown): unknown {
  if (Buffer.isBuffer(body)) return body.length === 0 ? undefined : JSON.parse(body.toString('utf8'))
  return typeof body === 'string' ? (body === '' ? undefined : JSON.parse(body)) : body
}

function notFound(reply: FastifyReply, Message: string): object {
  reply.status(404).header('x-amzn-errortype', 'ResourceNotFoundException')
  return { Type: 'User', Message }
}
