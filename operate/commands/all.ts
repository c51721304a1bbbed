import type { Command } from '../command.ts'
import { connect } from './connect.ts'
import { diagnose } from './diagnose.ts'
import { dlqList } from './dlq-list.ts'
import { dlqPurge } from './dlq-purge.ts'
import { dlqRedrive } from './dlq-redrive.ts'
import { explain } from './explain.ts'
import { guardRelease, guardShow } from './guard.ts'
import { pause, resume } from './pause.ts'
import { queue } from './queue.ts'
import { status } from './status.ts'
import { sweepCommand } from './sweep.ts'
import { trace } from './trace.ts'

const looking = [explain, status, trace, queue, diagnose]
const deadLetters = [dlqList, dlqRedrive, dlqPurge]
const guard = [guardShow, guardRelease]

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [...looking, connect, sweepCommand, pause, resume, ...deadLetters, ...guard]
