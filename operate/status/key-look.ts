import { s3Source } from '../../shared/adapters/aws/s3.ts'
import { detectType } from '../../shared/adapters/aws/s3-content.ts'
import { systemClock } from '../../shared/adapters/clock.ts'
import type { CommandContext } from '../cli/command.ts'
import { gatherLetters, knowledgeOf, walkOf } from '../dlq/gather.ts'
import { nameAccount } from '../stage/account.ts'
import { readQueueFacts } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import { guardOf, storesOf, workerSettings } from '../stage/stores.ts'
import { keyTrouble } from '../trouble/key-trouble.ts'
import type { StageTrouble } from '../trouble/line.ts'
import { placeOf } from '../trouble/read-stage.ts'
import { stopsAll } from '../trouble/stage-trouble.ts'
import { lookAtAsset } from './asset-look.ts'
import type { KeyStatus } from './key-status.ts'
import { nextStep } from './next-step.ts'

/** So many dead letters are looked at for one key, and no more: a large queue takes minutes. */
const LETTERS_MAX = 1000

/** All that is known of a key: by the rules, S3, the ledger, Cloudinary and its dead letters. */
export async function lookAtKey(
  { rules, terminal }: Pick<CommandContext, 'rules' | 'terminal'>,
  stage: Stage,
  { key, trouble }: { readonly key: string; readonly trouble: StageTrouble },
  signal: AbortSignal,
): Promise<KeyStatus & { readonly isInterrupted: boolean }> {
  const source = s3Source(stage.s3, stage.bucket, (name) => rules.needsOf(name), detectType)
  const { guard, limits } = guardOf(stage)
  const { ledger } = storesOf(stage)
  const settings = workerSettings(stage)
  const [observation, { entry }, state] = await Promise.all([source.observe(key), ledger.read(key), guard.state()])
  const evidence = { source, ledger, clock: systemClock, rules, settings }
  const next = await nextStep(entry, observation, evidence, { state, limits })
  const walk = walkOf(stage, terminal, signal)
  const { visible, hidden } = await walk.queue.depth()
  const match = rules.matchRule(key)
  const [asset, account, changes] = await Promise.all([
    lookAtAsset(stage, entry),
    nameAccount(stage),
    readQueueFacts(stage.sqs, stage.queueUrl),
  ])
  const place = placeOf(stage)
  const known = { ...place, key, match, source: observation, entry, account, asset, next }
  const stop = trouble.first && stopsAll(trouble.first) ? trouble.first : undefined
  const writtenMs = observation.state === 'present' ? observation.lastModifiedMs : undefined
  const queued = changes.visible + changes.inFlight + changes.delayed
  const facts = { entry, match, writtenMs, queued, nowMs: systemClock.nowMs(), next, stop, ...place }
  if (visible + hidden === 0) {
    const why = keyTrouble({ ...facts, letter: undefined })
    return { ...known, why, deadLetters: [], isWhole: true, isInterrupted: false }
  }
  const isMeant = ({ keys }: { readonly keys: readonly string[] }) => keys.includes(key)
  const looking = { found: Number.POSITIVE_INFINITY, seen: Math.min(LETTERS_MAX, visible + hidden) }
  const { dead, walked } = await gatherLetters(walk, knowledgeOf(stage), isMeant, looking)
  const last = dead.at(-1)
  const letter = last && { code: last.code, reason: last.reason, sentMs: last.letter.sentMs }
  const why = keyTrouble({ ...facts, letter })
  return { ...known, why, deadLetters: dead, isWhole: walked.isWhole, isInterrupted: walked.isInterrupted }
}
