import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption, type OptionValues } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { optionalNumber, optionalSeconds, optionalText } from '../cli/options.ts'
import { type Gathered, gatherLetters, knowledgeOf, walkOf } from './gather.ts'
import { lettersJson, messages, remarksOn, tellLetters } from './report.ts'
import { type Selection, selectionOptions, selector } from './selection.ts'

const LIMIT = 100

/** `sls dlq list`: what is in the dead-letter queue, and why. Takes nothing out of it. */
export const dlqList: Command = {
  path: ['dlq', 'list'],
  usage: 'Lists what is in the dead-letter queue, and why',
  options: {
    ...selectionOptions,
    since: { usage: 'Only messages younger than this, such as 2h', type: 'string' },
    limit: { usage: `How many messages to list, ${LIMIT} if not given`, type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options, terminal } = context
    const nowMs = systemClock.nowMs()
    const isMeant = selector(selectionOf(options, nowMs))
    const limit = optionalNumber(options, 'limit', 1) ?? LIMIT
    const stage = await context.stage()
    const gathered = await interruptible((signal) =>
      gatherLetters(walkOf(stage, terminal, signal), knowledgeOf(stage), isMeant, { found: limit }),
    )
    terminal.progress('')
    show(context, gathered, nowMs)
    return gathered.walked.isInterrupted ? INTERRUPTED : 0
  },
}

function show({ options, terminal }: CommandContext, { dead, isCut, walked }: Gathered, nowMs: number): void {
  if (options.json) terminal.print(JSON.stringify(lettersJson(dead, walked, nowMs), null, 2))
  else if (dead.length > 0) terminal.print(tellLetters(dead, nowMs, terminal.columns))
  else
    terminal.print(walked.seen === 0 ? 'The dead-letter queue is empty.' : `None of ${messages(walked.seen)} matches.`)
  const remarks = isCut ? [`There are more than ${dead.length}: --limit lists more of them.`] : remarksOn(walked)
  for (const remark of remarks) terminal.note(remark)
}

function selectionOf(options: OptionValues, nowMs: number): Selection {
  const since = optionalSeconds(options, 'since')
  return {
    key: optionalText(options, 'key'),
    reason: optionalText(options, 'reason'),
    sinceMs: since === undefined ? undefined : nowMs - since * 1000,
  }
}
