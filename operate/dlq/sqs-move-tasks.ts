import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import { readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'

/** How far the queue's own move of all letters has come. */
export interface MoveProgress {
  readonly status: 'running' | 'completed' | 'cancelled' | 'failed'
  readonly moved: number
  /** How many there were at the start, as SQS counts them: approximately. */
  readonly toMove: number
  readonly failure: string | undefined
}

/** SQS's message move tasks, of which a queue has one at a time. */
export interface MoveTasks {
  /** Begins to move all letters to the change queue; resolves with what cancels it. */
  start(perSecond: number | undefined): Promise<string>
  progress(): Promise<MoveProgress>
  /** Stops the task; what it has moved stays moved. Resolves with how many that are. */
  cancel(task: string): Promise<number>
}

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
    readQueueFacts(sqs, deadLetterQueueUrl),
    readQueueFacts(sqs, queueUrl),
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
