import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { endWithoutReader } from '../operate/cli/reader-gone.ts'
import { readRules } from '../operate/cli/rules-file.ts'
import { Activity } from '../operate/console/activity.ts'
import { variables } from '../operate/deploy/parameters.ts'
import { strayNotes } from '../operate/deploy/stray.ts'
import { LOCAL } from '../operate/stage/clients.ts'
import { loadDotenv } from '../shared/config/dotenv.ts'
import { ConfigError } from '../shared/model/config-error.ts'
import { visible } from '../shared/model/plain-text.ts'
import { lintRules } from '../shared/rules/lint.ts'
import { banner } from './banner.ts'
import { FolderTakenError } from './data-lock.ts'
import { type DeliveredAsset, publicUrlOf } from './delivered.ts'
import { PortTakenError } from './emulators.ts'
import { environmentSettings, type LocalSettings, readLocalSettings } from './settings.ts'
import { startStack } from './stack.ts'

/** `npm start`: runs the local stack until it is stopped. */
async function main(flags: readonly string[]): Promise<void> {
  endWithoutReader()
  loadDotenv(LOCAL)
  // Files, logs and uploads of this process and of its threads are only for who runs it.
  process.umask(0o077)
  const settings = readLocalSettings(flags)
  if ('help' in settings) return void console.log(settings.help)
  // Errors in the rules are reported here once, and not by each worker.
  const { config } = await readRules(LOCAL)
  const known = [...Object.keys(environmentSettings), ...variables]
  const warnings = [...lintRules(config).map((text) => `Warning: ${text}.`), ...strayNotes(LOCAL, known)]
  for (const warning of warnings) console.log(visible(warning))
  console.log('Starting ...')
  const activity = new Activity()
  let account: string | undefined
  const say: Say = { print: console.log, urlOf: (asset) => account && publicUrlOf(account, asset) }
  const stack = await startStack(settings, { activity, line: logLines(settings, activity, say) })
  account = stack.description.cloudinary.url
  console.log(banner(stack.description, settings))
  const stop = async () => {
    // A second Ctrl-C does not wait, nor does the signal that npm passes on.
    process.once('SIGINT', () => process.exit(130))
    process.once('SIGTERM', () => process.exit(143))
    console.log('Stopping ...')
    await stack.stop()
    process.exit(0)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** How people are told of what happens. */
interface Say {
  readonly print: (text: string) => void
  /** Where an asset can be seen; undefined while that is not known, or where not anyone may. */
  readonly urlOf: (asset: DeliveredAsset) => string | undefined
}

const INDENTATION = ' '.repeat(10)

/** Takes each line that a function prints: appends it to stack.log, and prints what people want to see of it. */
function logLines(settings: LocalSettings, activity: Activity, { print, urlOf }: Say): (line: string) => void {
  const file = join(settings.directory, 'stack.log')
  return (line) => {
    if (settings.keepsData) appendFileSync(file, `${line}\n`)
    const time = new Date().toTimeString().slice(0, 8)
    for (const { what, key, reason, asset } of activity.take(line, time)) {
      print(visible(`${time}  ${what.padEnd(9)}  ${key}${key && reason ? `  (${reason})` : reason}`))
      const url = asset && urlOf(asset)
      if (url) print(`${INDENTATION}${url}`)
    }
  }
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const isExpected = [ConfigError, FolderTakenError, PortTakenError].some((type) => thrown instanceof type)
  console.error(isExpected && thrown instanceof Error ? thrown.message : thrown)
  process.exit(1)
})
