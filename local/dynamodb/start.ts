import { once } from 'node:events'
import { z } from 'zod'
import { startThread } from '../thread.ts'
import type { DynamodbOptions, LocalDynamodb } from './server.ts'

export type { LocalDynamodb } from './server.ts'

/** What the thread says first: where it can be reached, or why it cannot. */
const startedSchema = z.union([z.object({ endpoint: z.string() }), z.object({ code: z.string() })])

/**
 * Starts DynamoDB in a thread of its own, on 127.0.0.1 only; rejects with EADDRINUSE when the port is taken. Each mirrored file asks it ten
 * times and more, which clients of FTP and S3 would wait for if it were the same thread.
 */
export async function startDynamodb(options: DynamodbOptions): Promise<LocalDynamodb> {
  const thread = startThread(new URL('./thread.ts', import.meta.url), options)
  const [message] = await once(thread, 'message')
  const started = startedSchema.parse(message)
  if ('code' in started) throw Object.assign(new Error(`DynamoDB cannot start: ${started.code}`), started)
  return {
    endpoint: started.endpoint,
    stop: async () => {
      const ended = once(thread, 'exit')
      thread.postMessage('stop')
      await ended
    },
  }
}
