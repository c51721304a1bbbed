import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { sqsDeadLetters } from '../../operate/adapters/dead-letter-queue.ts'
import { pause, resume } from '../../operate/commands/pause.ts'
import { sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { writeMessage } from '../../shared/event/write-message.ts'
import { eventually } from '../support/eventually.ts'
import type { OperatedStack } from './operated-stack.ts'

/** Puts letters into the dead-letter queue as the worker does. */
export async function sendLetters({ clients, bucket }: OperatedStack, count: number): Promise<void> {
  const { dlqUrl: QueueUrl } = clients.description
  const queue = sqsQueue(clients.sqs, { queueUrl: QueueUrl, deadLetterQueueUrl: QueueUrl })
  for (let index = 0; index < count; index++) {
    const key = `copy/${index}.jpg`
    const body = writeMessage({ bucket, key, source: 'refusal', atMs: 0 })
    await queue.reject(body, { code: 'metadata', reason: 'a copy', key })
  }
}

/** Begins or ends delivery, by the breaker: it would undo a switching of the mapping alone. */
export async function enableWorker({ operator }: OperatedStack, isEnabled: boolean): Promise<void> {
  await (isEnabled ? operator.run(resume) : operator.run(pause, { reason: 'a test' }))
  const { lambda, functionName } = operator.stage
  const FunctionName = functionName('worker')
  await eventually(`the mapping to be ${isEnabled ? 'enabled' : 'disabled'}`, async () => {
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
    expect(EventSourceMappings?.[0]?.State).to.equal(isEnabled ? 'Enabled' : 'Disabled')
  })
}

/** Dead letters that nobody is looking at. */
export async function visibleLetters({ operator }: OperatedStack): Promise<number> {
  return (await sqsDeadLetters(operator.stage).depth()).visible
}
