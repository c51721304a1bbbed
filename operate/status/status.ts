import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'
import { systemClock } from '../../shared/adapters/clock.ts'
import { type Command, type CommandContext, jsonOption } from '../cli/command.ts'
import { INTERRUPTED, interruptible } from '../cli/interruption.ts'
import { printJson } from '../cli/json.ts'
import { optionalKey, optionalNumber, optionalText } from '../cli/options.ts'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import { storesOf } from '../stage/stores.ts'
import { noteStop, noteTrouble, readStageTrouble } from '../trouble/note.ts'
import { lookAtKey } from './key-look.ts'
import { listStates, renderStates } from './key-states.ts'
import { keyJson, renderKey } from './key-status.ts'

const LIMIT = 100

/** `sls status`: what is known of a key, and what a worker would do; or how the keys of a prefix are. Changes nothing. */
export const status: Command = {
  path: ['status'],
  usage: 'Says what is known of a key and what would be done, or how the keys of a prefix are',
  options: {
    key: { usage: 'The object key, such as uploads/a.jpg', type: 'string', shortcut: 'k' },
    prefix: { usage: 'How the keys begin; all keys if neither is given', type: 'string', shortcut: 'p' },
    limit: { usage: `How many keys of a prefix, ${LIMIT} if not given`, type: 'string' },
    ...jsonOption,
  },
  async run(context) {
    const { options } = context
    const key = optionalKey(options)
    const prefix = optionalText(options, 'prefix')
    const limit = optionalNumber(options, 'limit', 1) ?? LIMIT
    if (key !== undefined && prefix !== undefined) throw new UsageError('expected --key or --prefix, found both')
    return key === undefined ? tellKeys(context, prefix ?? '', limit) : tellKey(context, key)
  },
}

async function tellKey(context: CommandContext, key: string): Promise<number> {
  const { options, terminal } = context
  const stage = await context.stage()
  const trouble = await readStageTrouble(stage)
  noteStop(trouble, terminal)
  const found = await interruptible((signal) => lookAtKey(context, stage, { key, trouble }, signal))
  terminal.progress('')
  if (options.json) printJson(terminal, keyJson(found))
  else terminal.print(renderKey(found, systemClock.nowMs(), terminal.columns))
  if (!found.isWhole) terminal.note(typed`Not all dead letters were seen: \`sls dlq list --key\` looks at all of them.`)
  return found.isInterrupted ? INTERRUPTED : 0
}

async function tellKeys(context: CommandContext, prefix: string, limit: number): Promise<number> {
  const { options, rules, terminal } = context
  const stage = await context.stage()
  const trouble = await readStageTrouble(stage)
  noteTrouble(trouble, terminal)
  const sources = {
    source: s3Source(stage.s3, stage.bucket, ...HEADS_ONLY),
    ledger: storesOf(stage).ledger,
    rules,
  }
  const { states, isCut } = await listStates(sources, prefix, limit)
  if (options.json) printJson(terminal, { trouble, keys: states, isCut })
  else terminal.print(renderStates(states, terminal.columns))
  if (isCut) terminal.note(`There are more than ${limit}: --limit shows more of them.`)
  return 0
}
