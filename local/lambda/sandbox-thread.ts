import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import type { Call, Invocation } from './sandbox.ts'

/** Source: AWS Lambda Developer Guide, "Lambda quotas". */
const RESPONSE_BYTES_MAX = 6 * 2 ** 20

const { handler: name } = z.object({ handler: z.string() }).parse(workerData)
const [file, exported] = name.split('.')
const handlerSchema = z.record(z.string(), z.custom<(event: unknown, context: object) => Promise<unknown>>())

// Loaded at once, as Lambda does, so that the first invocation does not wait for it; its failure is the answer to the first one.
const loading = import(`../../${file}.ts`)
loading.catch(() => undefined)

parentPort?.on('message', async (call: Call) => {
  parentPort?.postMessage(await answer(call))
})

/** The answer as JSON carries it. What does not go into JSON, or is larger than Lambda takes, is a failure. */
function marshal(value: unknown): Invocation {
  const text = JSON.stringify(value) ?? 'null'
  const bytes = Buffer.byteLength(text)
  if (bytes > RESPONSE_BYTES_MAX) {
    const reason = `Function.ResponseSizeTooLarge: ${bytes} bytes, at most ${RESPONSE_BYTES_MAX}`
    return { status: 'failed', reason }
  }
  return { status: 'returned', value: JSON.parse(text) }
}

async function answer({ event, requestId, deadlineMs, functionName, memoryMb }: Call): Promise<Invocation> {
  try {
    const handler = handlerSchema.parse({ ...(await loading) })[exported ?? '']
    if (!handler) throw new Error(`${file} exports no ${exported}`)
    const value = await handler(event, {
      awsRequestId: requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
      memoryLimitInMB: String(memoryMb),
      logGroupName: `/aws/lambda/${functionName}`,
      logStreamName: requestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    })
    return marshal(value)
  } catch (thrown) {
    return { status: 'failed', reason: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
  }
}
