import { systemClock } from '../../shared/adapters/clock.ts'
import type { LoggedLine } from '../trace/aws.ts'
import { type LoggingStage, workerLines } from '../trace/worker-log.ts'
import { Activity, type ActivityEntry } from './activity.ts'

/** All of which Activity makes something. */
const DONE = [
  '$.outcome.mutations[0].kind = "*"',
  '$.outcome.result = "refused"',
  '$.outcome.code = "withheld"',
  '$.outcome.failures > 0',
  '$.level = "ERROR"',
  '$.level = "CRITICAL"',
]
const FILTER = `{ ${DONE.map((one) => `(${one})`).join(' || ')} }`

/** The log is read forwards only: a minute of a busy stage says enough, and takes long enough. */
const WINDOWS_MS = [60_000, 3_600_000]
const ENOUGH = 20
const PAGES_MAX = 10

/** What the workers have done within the last hour, by their log, the latest first. */
export async function recentActivity(stage: LoggingStage): Promise<readonly ActivityEntry[]> {
  let lines: readonly LoggedLine[] = []
  for (const windowMs of WINDOWS_MS) {
    const sinceMs = systemClock.nowMs() - windowMs
    lines = await workerLines(stage, { filterPattern: FILTER, localText: '"level"', sinceMs, pagesMax: PAGES_MAX })
    if (lines.length >= ENOUGH) break
  }
  const activity = new Activity()
  for (const { atMs, text } of lines.toSorted((a, b) => a.atMs - b.atMs)) {
    activity.take(text, new Date(atMs).toTimeString().slice(0, 8))
  }
  return activity.latest()
}
