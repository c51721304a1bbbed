import type { Command } from '../command.ts'
import { connect } from './connect.ts'
import { diagnose } from './diagnose.ts'
import { explain } from './explain.ts'
import { pause, resume } from './pause.ts'
import { sweepCommand } from './sweep.ts'
import { trace } from './trace.ts'

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [explain, connect, diagnose, sweepCommand, trace, pause, resume]
