import { systemClock } from '../../shared/adapters/clock.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { proseColumns, wrap } from '../cli/wrap.ts'
import { readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import type { StageTrouble } from './line.ts'
import { readTableFacts } from './read-stage.ts'
import { stageTrouble, stopsAll } from './stage-trouble.ts'
import { tellTrouble } from './tell.ts'

/** Reads what is wrong with a stage, but for what only metrics and Lambda tell: `sls queue` asks these, too. */
export async function readStageTrouble(stage: Stage): Promise<StageTrouble> {
  const [facts, dead] = await Promise.all([readTableFacts(stage), readQueueFacts(stage.sqs, stage.deadLetterQueueUrl)])
  const deadLetters = dead.visible + dead.inFlight + dead.delayed
  const unasked = { mappingState: 'Enabled', visible: 0, oldestSeconds: undefined, drainedPerSecond: undefined }
  return stageTrouble({ ...facts, ...unasked, deadLetters, nowMs: systemClock.nowMs() })
}

/** Notes the gravest trouble of a stage, where there is any. */
export function noteTrouble({ first }: StageTrouble, terminal: Terminal): void {
  if (!first) return
  const told = visible(tellTrouble(first, systemClock.nowMs()))
  const advice = first.advice === undefined ? '' : ` To do: ${visible(first.advice)}.`
  const text = `${told.slice(0, 1).toUpperCase()}${told.slice(1)}.${advice}`
  terminal.note(terminal.isForPeople ? wrap(text, proseColumns(terminal.columns), '') : text)
}

/** Notes that nothing is mirrored now, where that is so: what a command queues or plans has to wait. */
export function noteStop(trouble: StageTrouble, terminal: Terminal): void {
  if (trouble.first && stopsAll(trouble.first)) noteTrouble(trouble, terminal)
}
