import { s3Source } from '../../shared/adapters/aws/s3.ts'
import { systemClock } from '../../shared/adapters/clock.ts'
import { remarkOnStop } from '../breaker.ts'
import { type Command, type CommandContext, jsonOption, optionalKey, optionalNumber, optionalText } from '../command.ts'
import { gatherLetters, knowledgeOf, walkOf } from '../dlq/gather.ts'
import { guardOf } from '../guard/guard-of.ts'
import { INTERRUPTED, interruptible } from '../interruption.ts'
import { ledgerOf } from '../ledger.ts'
import { table } from '../output/table.ts'
import { workerSettings } from '../settings.ts'
import type { Stage } from '../stage.ts'
import { lookAtAsset } from '../status/asset-look.ts'
import { type KeyState, listStates } from '../status/key-states.ts'
import { type KeyStatus, keyJson, renderKey } from '../status/key-status.ts'
import { nextStep } from '../status/next-step.ts'
import { UsageError } from '../usage-error.ts'

const LIMIT = 100
/** So many dead letters are looked at for one key, and no more: a large queue takes minutes. */
const LETTERS_MAX = 1000

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
  await remarkOnStop(stage, terminal)
  const found = await interruptible((signal) => lookAtKey(context, stage, key, signal))
  terminal.progress('')
  terminal.print(options.json ? JSON.stringify(keyJson(found), null, 2) : renderKey(found, systemClock.nowMs()))
  if (!found.isWhole) terminal.note('Not all dead letters were seen: `sls dlq list --key` looks at all of them.')
  return found.isInterrupted ? INTERRUPTED : 0
}

async function lookAtKey(
  { rules, terminal }: CommandContext,
  stage: Stage,
  key: string,
  signal: AbortSignal,
): Promise<KeyStatus & { readonly isInterrupted: boolean }> {
  const source = sourceOf(stage, rules.needsOf.bind(rules))
  const { guard, limits, ledger } = guardOf(stage)
  const settings = workerSettings(stage)
  const [observation, { entry }, state] = await Promise.all([source.observe(key), ledger.read(key), guard.state()])
  const evidence = { source, ledger, clock: systemClock, rules, settings }
  const next = await nextStep(entry, observation, evidence, { state, limits })
  const walk = walkOf(stage, terminal, signal)
  const { visible, hidden } = await walk.queue.depth()
  const match = rules.matchRule(key)
  const asset = await lookAtAsset(stage, entry)
  const known = { key, match, source: observation, entry, asset, next }
  if (visible + hidden === 0) return { ...known, deadLetters: [], isWhole: true, isInterrupted: false }
  const isMeant = ({ keys }: { readonly keys: readonly string[] }) => keys.includes(key)
  const looking = { found: Number.POSITIVE_INFINITY, seen: Math.min(LETTERS_MAX, visible + hidden) }
  const { dead, walked } = await gatherLetters(walk, knowledgeOf(stage), isMeant, looking)
  return { ...known, deadLetters: dead, isWhole: walked.isWhole, isInterrupted: walked.isInterrupted }
}

async function tellKeys(context: CommandContext, prefix: string, limit: number): Promise<number> {
  const { options, rules, terminal } = context
  const stage = await context.stage()
  await remarkOnStop(stage, terminal)
  const sources = { source: sourceOf(stage, () => ({ tags: false, content: false })), ledger: ledgerOf(stage), rules }
  const { states, isCut } = await listStates(sources, prefix, limit)
  if (options.json) terminal.print(JSON.stringify({ keys: states, isCut }, null, 2))
  else terminal.print(renderStates(states, terminal.columns))
  if (isCut) terminal.note(`There are more than ${limit}: --limit shows more of them.`)
  return 0
}

/** A table of keys, and below it how many there are of each state. */
export function renderStates(states: readonly KeyState[], columns: number): string {
  if (states.length === 0) return 'No such keys, neither in S3 nor in the ledger.'
  const counts = new Map<string, number>()
  for (const { state } of states) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, count]) => `${count.toLocaleString('en')} ${state}`)
  const keys = states.length === 1 ? '1 key' : `${states.length.toLocaleString('en')} keys`
  const rows = states.map(({ key, state, reason, asset }) => [key, state, reason, asset])
  return `${table(['key', 'state', 'reason', 'asset'], rows, columns)}\n\n${keys}: ${parts.join(', ')}`
}

function sourceOf({ s3, bucket }: Stage, needsOf: Parameters<typeof s3Source>[2]) {
  return s3Source(s3, bucket, needsOf)
}
