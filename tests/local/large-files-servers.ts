import { join } from 'node:path'
import { connectClients, startEmulators } from '../../local/emulators.ts'
import { startFtp } from '../../local/ftp/start.ts'
import { readLocalSettings } from '../../local/settings.ts'

/**
 * The parts of the local stack through which bytes go, in a process of their own, so that what they have in memory can be told from
 * what their clients have. Asked for it, tells the most that it ever had.
 */

async function main(directory: string, bucket: string): Promise<void> {
  const ports = { FTP_PORT: '0', AWS_PORT: '0', DYNAMODB_PORT: '0', CLOUDINARY_PORT: '0', CONSOLE_PORT: '0' }
  const settings = readLocalSettings([], { ...ports, LOCAL_DATA: join(directory, 'data') })
  if ('help' in settings) throw new Error('nobody asked for help')
  const emulators = await startEmulators(settings, (part) => part)
  const { s3 } = await connectClients(emulators)
  const ftp = await startFtp({ port: 0, ...settings.ftp, bucket, s3 })
  process.on('message', () => process.send?.({ peakBytes: process.resourceUsage().maxRSS * 1024 }))
  process.send?.({ aws: emulators.aws.endpoint, cloudinary: emulators.account.url, ftp: ftp.port })
}

const [directory = '', bucket = ''] = process.argv.slice(2)
await main(directory, bucket)
