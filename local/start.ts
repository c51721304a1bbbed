import { existsSync } from 'node:fs'
import { loadRules } from '../shared/config/rules.ts'
import { ConfigError } from '../shared/model/config-error.ts'
import { Activity } from './activity.ts'
import { banner } from './banner.ts'
import { PortTakenError } from './emulators.ts'
import { logLines } from './log.ts'
import { readLocalSettings } from './settings.ts'
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

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const isForPeople = [ConfigError, PortTakenError].some((type) => thrown instanceof type)
  console.error(isForPeople && thrown instanceof Error ? thrown.message : thrown)
  process.exit(1)
})
