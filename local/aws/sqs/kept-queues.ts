import { join } from 'node:path'
import type { Fauxqs, SqsQueue } from '../fauxqs.ts'
import { MessageLog } from './message-log.ts'

/**
 * Keeps the messages of some queues on the disk, by the queues' names: they are there again when such a queue is made the next time.
 * What a sweep finds anyway need not be kept.
 */
export function registerKeptQueues({ sqs }: Fauxqs, directory: string, isKept: (name: string) => boolean): void {
  const create = sqs.createQueue.bind(sqs)
  sqs.createQueue = (...of) => {
    const queue = create(...of)
    if (isKept(queue.name)) keep(queue, new MessageLog(join(directory, `${queue.name}.jsonl`)))
    return queue
  }
}

function keep(queue: SqsQueue, log: MessageLog): void {
  for (const message of log.load()) queue.enqueue(message)
  const enqueue = queue.enqueue.bind(queue)
  const remove = queue.deleteMessage.bind(queue)
  const purge = queue.purge.bind(queue)
  queue.enqueue = (message) => {
    log.put(message)
    enqueue(message)
  }
  queue.deleteMessage = (handle) => {
    const id = queue.inflightMessages.get(handle)?.message.messageId
    const isDeleted = remove(handle)
    if (isDeleted && id !== undefined) log.remove(id)
    return isDeleted
  }
  queue.purge = () => {
    log.clear()
    purge()
  }
}
