import type { Readable } from 'node:stream'
import { limits } from '../../model/limits.ts'

/**
 * What a client of the SDK is made with, so that each of its tries ends with a TimeoutError where nothing has begun an answer within
 * `timeoutMs`, or half of that has brought no connection. Without it a silent endpoint holds an invocation until its end.
 *
 * Not counted is what an answer's body takes. Its silence ends it as well, unless `isStreaming`: there the reader may be slower than that,
 * and `patiently` is for what is read. Source: @smithy/node-http-handler, NodeHttpHandler.
 */
export function answeredWithin(timeoutMs: number, { isStreaming = false } = {}) {
  const agent = { maxSockets: limits.socketsMax }
  return {
    requestHandler: {
      connectionTimeout: timeoutMs / 2,
      requestTimeout: timeoutMs,
      // Else it is only warned of.
      throwOnRequestTimeout: true,
      ...(isStreaming ? {} : { socketTimeout: timeoutMs }),
      httpAgent: agent,
      httpsAgent: agent,
    },
  }
}

/**
 * A body that breaks off with a TimeoutError where nothing comes of it for `silenceMs` while it is waited for: a reader that takes its time
 * is none of its business.
 */
export async function* patiently(body: Readable, silenceMs: number): AsyncGenerator<Uint8Array> {
  const parts: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await unlessSilent(parts.next(), silenceMs)
      if (done) return
      yield value
    }
  } finally {
    body.destroy()
  }
}

async function unlessSilent<Part>(part: Promise<Part>, silenceMs: number): Promise<Part> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`nothing came for ${silenceMs} ms`), { name: 'TimeoutError' })
    timer = setTimeout(() => reject(error), silenceMs)
  })
  try {
    return await Promise.race([part, silence])
  } finally {
    clearTimeout(timer)
  }
}
