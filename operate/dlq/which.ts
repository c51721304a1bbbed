import { systemClock } from '../../shared/adapters/clock.ts'
import type { CommandContext } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { type Gathered, gatherLetters, knowledgeOf, walkOf } from './gather.ts'
import { countReasons, remarksOn, renderLetters, walkedJson } from './report.ts'
import { type Selection, selector } from './selection.ts'

const SHOWN_MAX = 20

/** Looks for the letters that a selection means, and leaves them where they are. */
export async function findLetters(context: CommandContext, selection: Selection): Promise<Gathered> {
  const { terminal } = context
  const stage = await context.stage()
  const gathered = await interruptible((signal) =>
    gatherLetters(walkOf(stage, terminal, signal), knowledgeOf(stage), selector(selection), {
      found: Number.POSITIVE_INFINITY,
    }),
  )
  terminal.progress('')
  return gathered
}

/** Says which letters something would be done to, and does nothing. Resolves with the exit code. */
export async function tellWhich(context: CommandContext, selection: Selection, verb: string): Promise<number> {
  const { options, terminal } = context
  const { dead, walked } = await findLetters(context, selection)
  const keys = dead.flatMap((one) => one.keys)
  if (options.json) printJson(terminal, { dryRun: true, meant: dead.length, keys, ...walkedJson(walked) })
  else {
    if (dead.length > 0) {
      terminal.print(`${renderLetters(dead.slice(0, SHOWN_MAX), systemClock.nowMs(), terminal.columns)}\n`)
    }
    terminal.print(`Would ${verb} ${countReasons(dead)}.`)
  }
  for (const remark of remarksOn(walked)) terminal.note(remark)
  return walked.isInterrupted ? INTERRUPTED : 0
}
