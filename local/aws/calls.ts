import type { FastifyInstance, FastifyReply, FastifyRequest } from './fauxqs.ts'
import { operationOf, type S3Operation } from './s3/operations.ts'

/** A request to S3, with the operation that it asks for. */
export interface S3Call {
  readonly operation: S3Operation
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly request: FastifyRequest
}

/** Wraps the handlers of S3: answers by itself, or lets the inner ones answer by calling `next`. */
export type S3Layer = (call: S3Call, reply: FastifyReply, next: () => unknown) => unknown

/** Wraps one action of SQS. */
export type SqsLayer = (request: FastifyRequest, reply: FastifyReply, next: () => unknown) => unknown

type Route = Parameters<Parameters<typeof onEachRoute>[1]>[0]

function onEachRoute(
  app: FastifyInstance,
  visit: (route: Parameters<FastifyInstance['route']>[0] & { readonly url: string }) => void,
) {
  return app.addHook('onRoute', visit)
}

const calls = new WeakMap<FastifyRequest, S3Call>()

/** The call that a request to S3 was recognised as; undefined before it has come to its handler. */
export function callOf(request: FastifyRequest): S3Call | undefined {
  return calls.get(request)
}

/** The object that a copy is made of; undefined when the header names none. */
export function copySourceOf({ headers }: FastifyRequest): { bucket: string; key: string } | undefined {
  const header = headers['x-amz-copy-source']
  if (typeof header !== 'string') return undefined
  try {
    const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(header)) ?? []
    return bucket && key ? { bucket, key } : undefined
  } catch {
    // It was not percent-encoded UTF-8.
    return undefined
  }
}

/** The call that a request to S3 is. */
export function s3CallOf(request: FastifyRequest): S3Call {
  const known = calls.get(request)
  if (known) return known
  const [path = '', search = ''] = (request.raw.url ?? '/').split(/\?(.*)/s)
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []
  const query = new URLSearchParams(search)
  // The only version of an object in a bucket without versioning.
  query.delete('versionId', 'null')
  const names = { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) }
  const call = { ...names, query, request, operation: operationOf(request.method, names, query, request.headers) }
  // The handlers of fauxqs read the names from the parameters of the route.
  request.params = { bucket: names.bucket, '*': names.key }
  calls.set(request, call)
  return call
}

function isS3Route({ method, url }: Route): boolean {
  return url === '/:bucket' || url === '/:bucket/*' || (url === '/' && method === 'GET')
}

/** The routes of S3, as fauxqs declares them. */
function onS3Route(app: FastifyInstance, visit: (route: Route) => void): void {
  onEachRoute(app, (route) => {
    if (isS3Route(route)) visit(route)
  })
}

/**
 * Puts a layer around every S3 handler that is declared later; the layer added last is the outermost.
 * The handlers of fauxqs do their work before they return, so a synchronous layer and its inner ones are one step:
 * no other request runs in between.
 */
export function aroundS3(app: FastifyInstance, layer: S3Layer): void {
  onS3Route(app, (route) => {
    const inner = route.handler
    route.handler = function handle(request, reply) {
      return layer(s3CallOf(request), reply, () => inner.call(this, request, reply))
    }
  })
}

/** Puts a layer around one action of SQS. */
export function aroundSqs(app: FastifyInstance, action: string, layer: SqsLayer): void {
  aroundTarget(app, `AmazonSQS.${action}`, layer)
}

/** Puts a layer around one action of a service that names its actions in a header, as those with JSON do. */
export function aroundTarget(app: FastifyInstance, target: string, layer: SqsLayer): void {
  onEachRoute(app, (route) => {
    if (route.url !== '/' || route.method !== 'POST') return
    const inner = route.handler
    route.handler = function handle(request, reply) {
      const next = () => inner.call(this, request, reply)
      return request.headers['x-amz-target'] === target ? layer(request, reply, next) : next()
    }
  })
}
