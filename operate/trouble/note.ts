import { systemClock } from '../../shared/adapters/clock.ts'
import { visible } from '../cli/table.ts'
import type { Terminal } from '../cli/terminal.ts'
import { readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import type { StageTrouble } from './line.ts'
import { readTableFacts } from './read-stage.ts'
import { stageTrouble } from './stage-trouble.ts'
import { tellTrouble } from './tell.ts'

/** Reads what is wrong with a stage, but for what only metrics and Lambda tell: `sls queue` asks these, too. */
export async function readStageTrouble(stage: Stage): Promise<StageTrouble> {
  const [facts, dead] = await Promise.all([readTableFacts(stage), readQueueFacts(stage.sqs, stage.deadLetterQueueUrl)])
  const deadLetters = dead.visible + dead.inFlight + dead.delayed
  const unasked = { mappingState: 'Enabled', visible: 0, oldestSeconds: undefined, drainedPerSecond: undefined }
  return stageTrouble({ ...facts, ...unasked, deadLetters, nowMs: systemClock.nowMs() })
}

/** Notes the gravest trouble of a stage, where there is any: what a command queues or plans may have to wait for it. */
export function noteTrouble({ first }: StageTrouble, terminal: Terminal): void {
  if (!first) return
  const told = visible(tellTrouble(first, systemClock.nowMs()))
  const advice = first.advice === undefined ? '' : ` To do: ${visible(first.advice)}.`
  terminal.note(`${told.slice(0, 1).toUpperCase()}${told.slice(1)}.${advice}`)
}
