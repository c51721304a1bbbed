import { aroundS3, onS3Route } from '../calls.ts'
import type { FastifyInstance, FastifyRequest } from '../fauxqs.ts'

// S3 takes 5 GiB in one request, but what one call can hash ends just below 2 GiB.
const bodyBytesMax = 2 ** 31 - 1

/** The body of a request as text; empty when it has none. */
export function textBody({ body }: FastifyRequest): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : ''
}

/**
 * Gap: fauxqs takes at most 11 MiB, parses forms even when they are the content of an object, and fails at requests
 * without a body. This lets each request to S3 come in as the bytes it has.
 */
export function registerBodies(app: FastifyInstance): void {
  onS3Route(app, (route) => {
    route.bodyLimit = bodyBytesMax
  })
  const contentTypes = new WeakMap<FastifyRequest, string | undefined>()
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.url !== '/' || request.method !== 'POST') {
      contentTypes.set(request, request.headers['content-type'])
      request.headers['content-type'] = 'application/octet-stream'
    }
    done()
  })
  aroundS3(app, (_call, { request }, next) => {
    const contentType = contentTypes.get(request)
    if (contentType === undefined) delete request.headers['content-type']
    else request.headers['content-type'] = contentType
    request.body ??= Buffer.alloc(0)
    return next()
  })
}
