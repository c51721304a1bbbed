import { systemClock } from '../../shared/adapters/clock.ts'
import { UsageError } from '../cli/usage-error.ts'
import { lookAtKey } from '../status/key-look.ts'
import { keyJson, keyRows } from '../status/key-status.ts'
import { readStory } from '../trace/trace.ts'
import { readStageTrouble } from '../trouble/note.ts'
import { viewAccount } from './account.ts'
import { type ConsoleContext, quietTerminal } from './context.ts'
import { type AssetLinks, linksOf } from './delivery.ts'
import { type Explanation, explainFile } from './why.ts'

const KEY_BYTES_MAX = 1024
const HISTORY_MS = 86_400_000

/** All that is known of one file. */
export interface FileView {
  readonly key: string
  readonly explanation: Explanation
  /** As `sls status --key` tells it. */
  readonly rows: readonly (readonly [string, string])[]
  readonly links: AssetLinks | undefined
  /** Its dead letters. */
  readonly letterIds: readonly string[]
  /** As `sls status --key --json` tells it. */
  readonly json: object
}

/** Looks at one key: in S3, the ledger, Cloudinary and the dead-letter queue, and says what that means. */
export async function viewFile({ stage: open, rules, letterTurns }: ConsoleContext, key: string): Promise<FileView> {
  checkKey(key)
  const stage = await open()
  const signal = new AbortController().signal
  const [trouble, account] = await Promise.all([readStageTrouble(stage), viewAccount(stage)])
  const look = () => lookAtKey({ rules, terminal: quietTerminal() }, stage, { key, trouble }, signal)
  const status = await letterTurns.take(look)
  const nowMs = systemClock.nowMs()
  const { applied } = status.entry
  return {
    key,
    explanation: explainFile(status, nowMs),
    rows: keyRows(status, nowMs),
    links: account && applied.state === 'asset' ? linksOf(applied, account) : undefined,
    letterIds: status.deadLetters.map(({ letter }) => letter.id),
    json: keyJson(status),
  }
}

/** What the workers have said of a key within a day, the earliest first. */
export async function viewHistory({ stage: open }: ConsoleContext, key: string) {
  checkKey(key)
  return { chapters: await readStory(await open(), key, systemClock.nowMs() - HISTORY_MS) }
}

/** Throws a UsageError for what cannot be a key of S3's. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes > 0 && bytes <= KEY_BYTES_MAX) return
  throw new UsageError(`expected a key of 1 to ${KEY_BYTES_MAX} bytes of UTF-8, as S3's are, found one of ${bytes}`)
}
