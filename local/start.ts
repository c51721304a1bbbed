import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../shared/config/config-error.ts'
import { loadRules } from '../shared/config/rules.ts'
import { banner } from './banner.ts'
import { Activity } from './console/activity.ts'
import { PortTakenError } from './emulators.ts'
import { type LocalSettings, readLocalSettings } from './settings.ts'
import { startStack } from './stack.ts'

/** `npm start`: runs the local stack until it is told to stop. */
async function main(flags: readonly string[]): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const settings = readLocalSettings(flags)
  if ('help' in settings) return void console.log(settings.help)
  // Told at once, and not by each worker.
  await loadRules()
  console.log('Starting ...')
  const activity = new Activity()
  const stack = await startStack(settings, { activity, line: logLines(settings, activity, console.log) })
  console.log(banner(stack.description, settings))
  const stop = async () => {
    // Whoever asks again does not want to wait.
    process.once('SIGINT', () => process.exit(130))
    console.log('Stopping ...')
    await stack.stop()
    process.exit(0)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Takes each line that a function prints: keeps it in stack.log, and tells people the part that they want to see. */
function logLines(settings: LocalSettings, activity: Activity, tell: (text: string) => void): (line: string) => void {
  const file = join(settings.directory, 'stack.log')
  return (line) => {
    if (settings.keepsData) appendFileSync(file, `${line}\n`)
    const time = new Date().toTimeString().slice(0, 8)
    for (const { what, key, reason } of activity.take(line, time)) {
      tell(`${time}  ${what.padEnd(9)}  ${key}${key && reason ? `  (${reason})` : reason}`)
    }
  }
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const isForPeople = [ConfigError, PortTakenError].some((type) => thrown instanceof type)
  console.error(isForPeople && thrown instanceof Error ? thrown.message : thrown)
  process.exit(1)
})
