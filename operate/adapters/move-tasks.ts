import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { MoveTasks } from '../dlq/move.ts'
import type { Stage } from '../stage.ts'
import { UsageError } from '../usage-error.ts'
import { queueFacts } from './queue-facts.ts'

const STATUSES = {
  RUNNING: 'running',
  COMPLETED: 'completed',
  CANCELLING: 'cancelled',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
} as const

const taskSchema = z.object({
  Status: z.enum(['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED']).transform((status) => STATUSES[status]),
  ApproximateNumberOfMessagesMoved: z.number().default(0),
  ApproximateNumberOfMessagesToMove: z.number().default(0),
  FailureReason: z.string().optional(),
})

/** Message move tasks from a stage's dead-letter queue to its change queue. */
export async function sqsMoveTasks({ sqs, queueUrl, deadLetterQueueUrl }: Stage): Promise<MoveTasks> {
  const [{ arn: SourceArn }, { arn: DestinationArn }] = await Promise.all([
    queueFacts(sqs, deadLetterQueueUrl),
    queueFacts(sqs, queueUrl),
  ])
  return {
    async start(perSecond) {
      const rate = perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: perSecond }
      // SQS knows where a letter came from only where a redrive policy has moved it: the worker sends most of them.
      const command = new StartMessageMoveTaskCommand({ SourceArn, DestinationArn, ...rate })
      const { TaskHandle } = await sqs.send(command).catch((thrown) => {
        throw thrown instanceof UnsupportedOperation ? isRunning(thrown) : thrown
      })
      return z.string().parse(TaskHandle)
    },
    async progress() {
      const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
      const task = taskSchema.parse(Results[0])
      const { ApproximateNumberOfMessagesMoved: moved, ApproximateNumberOfMessagesToMove: toMove } = task
      return { status: task.Status, moved, toMove, failure: task.FailureReason }
    },
    async cancel(TaskHandle) {
      const answer = await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
      return answer.ApproximateNumberOfMessagesMoved ?? 0
    },
  }
}

function isRunning({ message }: Error): UsageError {
  return new UsageError(`expected no other redrive of this queue, found one: ${message} Wait until it is over`)
}
