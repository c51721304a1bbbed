import type { Command } from './cli/command.ts'
import { connect } from './connect/connect.ts'
import { consoleCommand } from './console/console.ts'
import { diagnose } from './diagnose/diagnose.ts'
import { dlqList } from './dlq/list.ts'
import { dlqPurge } from './dlq/purge.ts'
import { dlqRedrive } from './dlq/redrive.ts'
import { dlqRestore } from './dlq/restore.ts'
import { explain } from './explain/explain.ts'
import { ftpAdd } from './ftp/add.ts'
import { ftpDisable, ftpEnable, ftpRemove } from './ftp/change.ts'
import { ftpImport } from './ftp/import.ts'
import { ftpList } from './ftp/list.ts'
import { ftpTest } from './ftp/test.ts'
import { guardRelease, guardShow } from './guard/guard.ts'
import { pause, resume } from './pause/pause.ts'
import { queue } from './queue/queue.ts'
import { status } from './status/status.ts'
import { sweepCommand } from './sweep/sweep.ts'
import { trace } from './trace/trace.ts'

const looking = [explain, status, trace, queue, diagnose, consoleCommand]
const deadLetters = [dlqList, dlqRedrive, dlqPurge, dlqRestore]
const guard = [guardShow, guardRelease]
const ftp = [ftpAdd, ftpList, ftpTest, ftpDisable, ftpEnable, ftpRemove, ftpImport]

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [
  ...looking,
  connect,
  sweepCommand,
  pause,
  resume,
  ...deadLetters,
  ...guard,
  ...ftp,
]
