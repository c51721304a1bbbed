import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Activity } from './activity.ts'
import type { LocalSettings } from './settings.ts'

/** Takes each line that a function prints: keeps it in stack.log, and tells people the part that they want to see. */
export function logLines(
  settings: LocalSettings,
  activity: Activity,
  tell: (text: string) => void,
): (line: string) => void {
  const file = join(settings.directory, 'stack.log')
  return (line) => {
    if (settings.keepsData) appendFileSync(file, `${line}\n`)
    const time = new Date().toTimeString().slice(0, 8)
    for (const { what, key, reason } of activity.take(line, time)) {
      tell(`${time}  ${what.padEnd(9)}  ${key}${key && reason ? `  (${reason})` : reason}`)
    }
  }
}
