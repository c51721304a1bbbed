import { InvokeCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { z } from 'zod'
import type { TestStack } from './test-stack.ts'

const tendedSchema = z.object({ trouble: z.object({ scope: z.string() }).optional(), isPaused: z.boolean() })

/** What the breaker's schedule does by the minute, and may do in between; with the scope of the trouble, where there is one. */
export async function tend(stack: TestStack): Promise<z.infer<typeof tendedSchema>> {
  const command = new InvokeCommand({ FunctionName: stack.functionName('breaker') })
  const { Payload, FunctionError } = await stack.clients.lambda.send(command)
  const text = Buffer.from(Payload ?? []).toString()
  expect(FunctionError, text).to.equal(undefined)
  return tendedSchema.parse(JSON.parse(text))
}
