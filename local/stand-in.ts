import { join } from 'node:path'
import { endWithoutReader } from '../operate/cli/reader-gone.ts'
import { LOCAL } from '../operate/stage/clients.ts'
import { loadDotenv } from '../shared/config/dotenv.ts'
import { ConfigError } from '../shared/model/config-error.ts'
import { startCloudinary } from './cloudinary/start.ts'
import { CLOUD, onPort, PortTakenError } from './emulators.ts'
import { readStandInSettings } from './settings.ts'

const HELP = `Usage: npm run stand-in -- [--memory]

Runs the stand-in for Cloudinary by itself: an account outside, which reaches no bucket and no webhook of this machine. The line
that it prints is for another terminal: npm start then mirrors into this account as it would into a real one.

  --memory   keeps nothing
  --help     prints this

Settings, each with its default: CLOUDINARY_PORT=4580  CLOUDINARY_API_SECRET=secret  LOCAL_DATA=.local`

/** `npm run stand-in`: runs the stand-in until it is stopped. */
async function main(flags: readonly string[]): Promise<void> {
  endWithoutReader()
  loadDotenv(LOCAL)
  process.umask(0o077)
  const settings = readStandInSettings(flags)
  if ('help' in settings) return void console.log(HELP)
  const { ports, apiSecret, directory, keepsData } = settings
  const kept = keepsData ? { dataDirectory: join(directory, 'stand-in') } : {}
  const starting = startCloudinary({ port: ports.cloudinary, ...CLOUD, apiSecret, ...kept })
  const { url, stop } = await onPort('CLOUDINARY_PORT', ports.cloudinary, starting)
  // The secret is shown only where it is the one that the manual names.
  const shown = apiSecret === 'secret' ? url : url.replace(/:[^:@]+@/, ':***@')
  console.log(`Ready. In another terminal:\n\n  CLOUDINARY_URL='${shown}' npm start\n\nStop with Ctrl-C.`)
  const end = async () => {
    await stop()
    process.exit(0)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const isExpected = [ConfigError, PortTakenError].some((type) => thrown instanceof type)
  console.error(isExpected && thrown instanceof Error ? thrown.message : thrown)
  process.exit(1)
})
