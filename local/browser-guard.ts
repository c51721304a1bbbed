import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { refusalOf } from '../operate/console/caller.ts'

/** Makes a server, which has its handlers already, answer 403 to what is not to be served; its handlers see only the rest. */
export function guardFromBrowsers(server: Server): void {
  const handlers = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', headers, socket } = request
    const refusal = refusalOf({ method, headers, port: socket.localPort ?? 0 })
    if (refusal !== undefined) return refuse(request, response, refusal)
    for (const handler of handlers) handler.call(server, request, response)
  })
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: string): void {
  // What is left of the body would be taken for the next request.
  response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`The local stack refuses this request: ${refusal}.\n`)
  request.resume()
}
