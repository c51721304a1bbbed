import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import type { Call, Invocation } from './sandbox.ts'

const { handler: name, compileCache } = z
  .object({ handler: z.string(), compileCache: z.string().optional() })
  .parse(workerData)
const [file, exported] = name.split('.')
const handlerSchema = z.record(z.string(), z.custom<(event: unknown, context: object) => Promise<unknown>>())

if (compileCache !== undefined) enableCompileCache(compileCache)
// Loaded at once, as Lambda does, so that the first invocation does not wait for it; its failure is the answer to the first one.
const loading = import(`../../${file}.ts`)
loading.catch(() => undefined)

parentPort?.on('message', async (call: Call) => {
  parentPort?.postMessage(await answer(call))
})

async function answer({ event, requestId, deadlineMs, functionName }: Call): Promise<Invocation> {
  try {
    const handler = handlerSchema.parse({ ...(await loading) })[exported ?? '']
    if (!handler) throw new Error(`${file} exports no ${exported}`)
    const value = await handler(event, {
      awsRequestId: requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      memoryLimitInMB: '512',
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    })
    return { status: 'returned', value }
  } catch (thrown) {
    return { status: 'failed', reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
  }
}
