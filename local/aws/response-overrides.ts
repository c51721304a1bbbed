import { callOf } from './calls.ts'
import type { FastifyInstance } from './fauxqs.ts'

/** Gap: fauxqs ignores that the URL of a download may set headers of the answer, such as its file name. */
export function registerResponseOverrides(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const call = callOf(request)
    const isObject = call?.operation === 'GetObject' && (reply.statusCode === 200 || reply.statusCode === 206)
    for (const [name, value] of isObject ? call.query : []) {
      if (name.startsWith('response-')) reply.header(name.slice('response-'.length), value)
    }
    done()
  })
}
