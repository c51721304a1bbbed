import type { Command } from '../command.ts'
import { dlqList } from './dlq-list.ts'
import { explain } from './explain.ts'

/** All commands that the project adds to `sls`. */
export const commands: readonly Command[] = [explain, dlqList]
