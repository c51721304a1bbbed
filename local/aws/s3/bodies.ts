import { aroundS3, s3CallOf } from '../calls.ts'
import type { FastifyInstance, FastifyRequest } from '../fauxqs.ts'
import { bringsBytes, incomingType } from './incoming.ts'
import { formType, isForm } from './post-object.ts'

/** The body of a request as text; empty when it has none. */
export function textBody({ body }: FastifyRequest): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : ''
}

/**
 * Gap: fauxqs parses forms even when they are the content of an object, and fails at requests without a body. This lets each
 * request to S3 come in as the bytes it has: those of objects into files, and all others, which are small, at once.
 */
export function registerBodies(app: FastifyInstance): void {
  const contentTypes = new WeakMap<FastifyRequest, string | undefined>()
  app.addHook('onRequest', async (request) => {
    if (request.url === '/' && request.method === 'POST') return
    contentTypes.set(request, request.headers['content-type'])
    request.headers['content-type'] = typeOf(request)
  })
  aroundS3(app, (_call, { request }, next) => {
    const contentType = contentTypes.get(request)
    if (contentType === undefined) delete request.headers['content-type']
    else request.headers['content-type'] = contentType
    request.body ??= Buffer.alloc(0)
    return next()
  })
}

function typeOf(request: FastifyRequest): string {
  const call = request.routeOptions.url?.startsWith('/:bucket') ? s3CallOf(request) : undefined
  if (call && bringsBytes(call)) return incomingType
  const contentType = request.headers['content-type'] ?? ''
  // What stands behind the type says where the fields end.
  if (call?.operation === 'PostObject' && isForm(contentType)) return contentType.replace(/^[^;]*/, formType)
  return 'application/octet-stream'
}
