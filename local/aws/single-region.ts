import type { FastifyInstance } from './fauxqs.ts'

/**
 * Gap: fauxqs takes the region of a queue from the signature, so that a client set to another region does not find it.
 * Nothing else is read from the signature, so without it everything is in us-east-1.
 */
export function registerSingleRegion(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    delete request.headers.authorization
    done()
  })
}
