import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { type DynamodbOptions, type LocalDynamodb, serveDynamodb } from './server.ts'

const optionsSchema = z.object({ port: z.number(), dataDirectory: z.string().optional() })

await run(optionsSchema.parse(workerData))

/** Serves until it is told anything. */
async function run(options: DynamodbOptions): Promise<void> {
  try {
    const dynamodb = await serveDynamodb(options)
    parentPort?.postMessage({ endpoint: dynamodb.endpoint })
    parentPort?.once('message', () => end(dynamodb))
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string')) throw thrown
    parentPort?.postMessage({ code: thrown.code })
  }
}

async function end(dynamodb: LocalDynamodb): Promise<void> {
  await dynamodb.stop()
  process.exit()
}
