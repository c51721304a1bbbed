import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { guardFromBrowsers } from '../browser-guard.ts'
import type { Invocation } from './sandbox.ts'

/** The URL of a function, as Lambda gives one. */
export interface FunctionUrl {
  readonly url: string
  stop(): Promise<void>
}

type Invoke = (event: unknown, requestId: string) => Promise<Invocation>

const BODY_BYTES_MAX = 6 * 1024 * 1024
const answerSchema = z.object({ statusCode: z.number(), body: z.string().default('') })

/** Serves a function's URL on any free port. Source: AWS Lambda Developer Guide, "Invoking Lambda function URLs". */
export async function serveFunctionUrl(invoke: Invoke): Promise<FunctionUrl> {
  const server = createServer((request, response) => {
    answer(request, response, invoke).catch(() => response.writeHead(502).end('Internal Server Error'))
  })
  guardFromBrowsers(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = z.object({ port: z.number() }).parse(server.address())
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, invoke: Invoke): Promise<void> {
  const parts: Buffer[] = []
  let sizeBytes = 0
  for await (const part of request) {
    parts.push(part)
    sizeBytes += part.length
    if (sizeBytes > BODY_BYTES_MAX) return void response.writeHead(413).end()
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const { pathname, search } = new URL(request.url ?? '/', 'http://function')
  const event = {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    requestContext: { http: { method: request.method, path: pathname } },
    // As Lambda does for everything but text.
    body: Buffer.concat(parts).toString('base64'),
    isBase64Encoded: true,
  }
  const invocation = await invoke(event, randomUUID())
  if (invocation.status === 'failed') return void response.writeHead(502).end('Internal Server Error')
  const { statusCode, body } = answerSchema.parse(invocation.value)
  response.writeHead(statusCode, { 'content-type': 'text/plain' }).end(body)
}
