import type { Command } from '../command.ts'
import { dlqList } from './dlq-list.ts'
import { dlqPurge } from './dlq-purge.ts'
import { dlqRedrive } from './dlq-redrive.ts'
import { explain } from './explain.ts'
import { guardRelease, guardShow } from './guard.ts'
import { queue } from './queue.ts'
import { status } from './status.ts'

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [
  explain,
  dlqList,
  dlqRedrive,
  dlqPurge,
  queue,
  guardShow,
  guardRelease,
  status,
]
