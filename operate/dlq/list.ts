import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { optionalNumber } from '../cli/options.ts'
import type { AccountPlace } from '../trouble/advice.ts'
import { placeOf } from '../trouble/read-stage.ts'
import { type Gathered, gatherLetters, knowledgeOf, walkOf } from './gather.ts'
import { lettersJson, messages, remarksOn, tellLetters } from './report.ts'
import { readSelection, selectionOptions, selector } from './selection.ts'

const LIMIT = 100

/** `sls dlq list`: what is in the dead-letter queue, and why. Takes nothing out of it. */
export const dlqList: Command = {
  path: ['dlq', 'list'],
  usage: 'Lists what is in the dead-letter queue, and why',
  options: {
    ...selectionOptions,
    limit: { usage: `How many messages to list, ${LIMIT} if not given`, type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const nowMs = systemClock.nowMs()
    const isMeant = selector(readSelection(options, nowMs))
    const limit = optionalNumber(options, 'limit', 1) ?? LIMIT
    const stage = await context.stage()
    const gathered = await interruptible((signal) =>
      gatherLetters(walkOf(stage, terminal, signal), knowledgeOf(stage), isMeant, { found: limit }),
    )
    terminal.progress('')
    show(context, gathered, { nowMs, place: placeOf(stage) })
    return gathered.walked.isInterrupted ? INTERRUPTED : 0
  },
}

function show(
  { options, terminal }: CommandContext,
  { dead, isCut, walked }: Gathered,
  when: { readonly nowMs: number; readonly place: AccountPlace },
): void {
  if (options.json) printJson(terminal, lettersJson(dead, walked, when))
  else if (dead.length > 0) terminal.print(tellLetters(dead, { ...when, columns: terminal.columns }))
  else
    terminal.print(walked.seen === 0 ? 'The dead-letter queue is empty.' : `None of ${messages(walked.seen)} matches.`)
  const remarks = isCut ? [`There are more than ${dead.length}: --limit lists more of them.`] : remarksOn(walked)
  for (const remark of remarks) terminal.note(remark)
}
