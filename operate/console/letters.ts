import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { systemClock } from '../../shared/adapters/clock.ts'
import { UsageError } from '../cli/usage-error.ts'
import { Archive } from '../dlq/archive.ts'
import type { DeadLetter } from '../dlq/explain.ts'
import { gatherLetters, knowledgeOf, walkOf } from '../dlq/gather.ts'
import { defaultName, purgeLetters } from '../dlq/purge.ts'
import { redriveLetters, tellRedriven } from '../dlq/redrive-some.ts'
import { lettersJson, messages, remarksOn } from '../dlq/report.ts'
import { selector } from '../dlq/selection.ts'
import { sqsDeadLetters } from '../dlq/sqs.ts'
import type { Stage } from '../stage/stage.ts'
import { placeOf } from '../trouble/read-stage.ts'
import { quietTerminal } from './context.ts'
import { parseSent } from './routes.ts'

/** So many are shown; `sls dlq list` shows more. */
const LETTERS_MAX = 500
const IDS_MAX = 10_000

const selectionSchema = z
  .strictObject({
    ids: z.array(z.string().max(200)).max(IDS_MAX).optional(),
    reason: z.string().min(1).max(200).optional(),
    key: z.string().min(1).max(2048).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ ids, reason, key, all }) => [ids, reason ?? key, all].filter((one) => one !== undefined).length === 1, {
    message: 'expected either the messages, a selection by reason or key, or all of them',
  })
const purgeSchema = z.strictObject({ selection: selectionSchema, queue: z.string() })

/** Which letters are meant. */
type LetterSelection = z.infer<typeof selectionSchema>

/** What is in the dead-letter queue, and why; oldest first. */
export async function listLetters(stage: Stage): Promise<object> {
  const nowMs = systemClock.nowMs()
  const queue = sqsDeadLetters(stage)
  const { visible, hidden } = await queue.depth()
  // A walk hides what it looks at for a moment: nobody is to be kept from an empty queue.
  if (visible + hidden === 0) return { queue: queue.name, seen: 0, depth: 0, isWhole: true, messages: [], remarks: [] }
  const { dead, walked, isCut } = await gatherLetters(walkFor(stage), knowledgeOf(stage), () => true, {
    found: LETTERS_MAX,
  })
  return {
    queue: queue.name,
    ...lettersJson(dead, walked, { nowMs, place: placeOf(stage) }),
    remarks: isCut ? [] : remarksOn(walked),
  }
}

/** Puts letters back into the change queue. */
export async function redrive(stage: Stage, sent: unknown): Promise<object> {
  const isMeant = meaningOf(parseSent(selectionSchema, sent))
  const redriven = await redriveLetters({
    walk: walkFor(stage),
    knowledge: knowledgeOf(stage),
    isMeant,
    perSecond: undefined,
    sleep: async (ms) => sleep(ms),
  })
  return { said: [tellRedriven(redriven), ...remarksOn(redriven.walked)].join('\n'), sent: redriven.sent }
}

/** Writes letters into a file on this machine and deletes them. The queue's name has to have been typed. */
export async function purge(stage: Stage, sent: unknown): Promise<object> {
  const { selection, queue: typed } = parseSent(purgeSchema, sent)
  const { name } = sqsDeadLetters(stage)
  if (typed !== name) throw new UsageError(`expected the queue's name ${name}, found ${JSON.stringify(typed)}`)
  const archive = await Archive.create(resolve(defaultName(stage.name)))
  try {
    const order = { walk: walkFor(stage), knowledge: knowledgeOf(stage), isMeant: meaningOf(selection) }
    const { removed, walked } = await purgeLetters({ ...order, archive })
    const kept = archive.count === 0 ? '' : `, kept in ${archive.path}`
    return { said: [`Deleted ${messages(removed)}${kept}.`, ...remarksOn(walked)].join('\n'), removed }
  } finally {
    await archive.close()
  }
}

function meaningOf({ ids, reason, key }: LetterSelection): (dead: DeadLetter) => boolean {
  if (ids !== undefined) {
    const wanted = new Set(ids)
    return ({ letter }) => wanted.has(letter.id)
  }
  return selector({ reason, key })
}

function walkFor(stage: Stage) {
  return walkOf(stage, quietTerminal(), new AbortController().signal)
}
