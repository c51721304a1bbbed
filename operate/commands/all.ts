import type { Command } from '../command.ts'
import { connect } from './connect.ts'
import { diagnose } from './diagnose.ts'
import { dlqList } from './dlq-list.ts'
import { dlqPurge } from './dlq-purge.ts'
import { dlqRedrive } from './dlq-redrive.ts'
import { explain } from './explain.ts'
import { guardRelease, guardShow } from './guard.ts'
import { queue } from './queue.ts'
import { status } from './status.ts'

const deadLetterCommands = [dlqList, dlqRedrive, dlqPurge]
const guardCommands = [guardShow, guardRelease]

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [
  explain,
  connect,
  diagnose,
  status,
  queue,
  ...deadLetterCommands,
  ...guardCommands,
]
