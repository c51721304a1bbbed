import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Activity } from '../operate/console/activity.ts'
import { startLocalConsole } from './console/start.ts'
import { CERTIFICATE, prepareDataFolder, removeData } from './data-folder.ts'
import { lockDataFolder } from './data-lock.ts'
import { type Deployment, readDeployment } from './deployment/deployment.ts'
import { type Identities, identify, provision, putCloudinaryMarker } from './deployment/provision.ts'
import {
  CREDENTIALS,
  connectClients,
  type Emulators,
  emulatorEnvironment,
  onPort,
  REGION,
  type Run,
  type Stoppable,
  startEmulators,
} from './emulators.ts'
import { type LocalFtp, startFtp } from './ftp/start.ts'
import { type Functions, startFunctions } from './lambda/functions.ts'
import type { LocalSettings } from './settings.ts'

const SWEEP_AGAIN_MS = 200
/** The stage of serverless.yml that the local stack is. */
const STAGE = 'local'
/** What the names of its functions begin with. */
const SERVICE = 'ftp-api-for-cloudinary'

/** An account outside takes its time, and the line to it too: the times of a deployed stage, with more of it for large files. */
const OUTSIDE_PARAMETERS = {
  workerTimeoutSeconds: 300,
  workerDurationMs: 270_000,
  visibilityTimeoutSeconds: 1800,
  attemptSeconds: 780,
} as const

/** What stack.json says: all that a client of the local stack needs. */
export interface StackDescription {
  readonly pid: number
  readonly ftp: { readonly host: string; readonly port: number; readonly user: string; readonly password: string }
  readonly aws: {
    readonly endpoint: string
    readonly region: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
  }
  readonly dynamodb: { readonly endpoint: string; readonly table: string }
  /** The account that is mirrored into, and whether it is the stand-in's. */
  readonly cloudinary: { readonly url: string; readonly isStandIn: boolean }
  readonly console: { readonly url: string }
  readonly bucket: string
  readonly queueUrl: string
  readonly dlqUrl: string
}

/** A running local stack. */
export interface LocalStack extends Stoppable {
  readonly description: StackDescription
}

/** Where the functions' output goes: each line that they print, and the latest activity for the console. */
export interface Output {
  readonly activity: Activity
  readonly line: (line: string) => void
}

/** Starts everything, in the order in which the parts need each other; whatever fails, all that was started is stopped. */
export async function startStack(settings: LocalSettings, output: Output): Promise<LocalStack> {
  const started: Stoppable[] = []
  const stop = async () => {
    for (const part of started.splice(0).reverse()) await part.stop()
  }
  const run: Run = async (part) => {
    started.push(await part)
    return part
  }
  try {
    prepareDataFolder(settings.directory)
    await run(Promise.resolve(lockDataFolder(settings.directory)))
    if (settings.fresh) removeData(settings.directory)
    const deploying = readDeployment(STAGE, settings.account ? OUTSIDE_PARAMETERS : {})
    // Its failure is handled where it is awaited.
    deploying.catch(() => undefined)
    const emulators = await startEmulators(settings, run)
    const description = await startProduct(settings, output, run, await deploying, emulators)
    // Without its token: whatever runs on this machine can read what the stand-in shows.
    emulators.shown.consoleUrl = new URL('/', description.console.url).href
    writeDescription(settings.directory, description)
    return { description, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

/** Makes the resources, runs the functions on them, and starts the console and the FTP server. */
async function startProduct(
  settings: LocalSettings,
  output: Output,
  run: Run,
  deployment: Deployment,
  emulators: Emulators,
): Promise<StackDescription> {
  const clients = await run(connectClients(emulators))
  const identities = identify(deployment, emulators.aws.endpoint)
  await provision(deployment, identities, clients)
  const names = namesOf(identities)
  const rules = settings.mirrorConfig === undefined ? {} : { MIRROR_CONFIG: settings.mirrorConfig }
  const environment = { ...emulatorEnvironment(emulators), ...rules }
  const functions = await run(
    startFunctions({
      deployment,
      identities,
      environment,
      sqs: clients.sqs,
      lambda: emulators.lambda,
      log(line) {
        emulators.aws.takeLog(line)
        output.line(line)
      },
    }),
  )
  await putCloudinaryMarker(clients.s3, names.bucket, emulators.account.cloudName)
  await sweepOnce(functions)
  const { ports, ftp, ftpServer: listening } = settings
  const { bucket, queueUrl, dlqUrl, table } = names
  const ftpServer = await run(
    onPort(
      'FTP_PORT',
      ports.ftp,
      startFtp({ port: ports.ftp, ...listening, ...ftp, bucket, s3: clients.s3, identify: functions.identify }),
    ),
  )
  writeCertificate(settings.directory, ftpServer)
  const described = {
    pid: process.pid,
    ftp: { host: listening.host === '0.0.0.0' ? '127.0.0.1' : listening.host, port: ftpServer.port, ...ftp },
    aws: { endpoint: emulators.aws.endpoint, region: REGION, ...CREDENTIALS },
    dynamodb: { endpoint: emulators.dynamodb.endpoint, table },
    cloudinary: { url: emulators.account.url, isStandIn: emulators.account.isStandIn },
    bucket,
    queueUrl,
    dlqUrl,
  }
  const [port, standInOrigin] = [ports.console, emulators.account.origin]
  const showing = { port, service: SERVICE, description: described, standInOrigin, s3: clients.s3, ...output }
  const { url } = await run(onPort('CONSOLE_PORT', port, startLocalConsole(showing)))
  return { ...described, console: { url } }
}

/** Changes are in memory: what was in flight when the last run ended is found by a sweep, the product's own repair. */
async function sweepOnce(functions: Functions): Promise<void> {
  // A sweep ends early while the queue is full.
  while (!(await functions.sweep())) await setTimeout(SWEEP_AGAIN_MS)
}

function namesOf(identities: Identities) {
  const nameOf = (resource: string): string => {
    const identity = identities.get(resource)
    if (!identity) throw new Error(`expected a resource ${resource} in serverless.yml, found none`)
    return identity.ref
  }
  return {
    bucket: nameOf('SourceBucket'),
    queueUrl: nameOf('ChangeQueue'),
    dlqUrl: nameOf('DeadLetterQueue'),
    table: nameOf('LedgerTable'),
  }
}

/** A new one at each start, since its key is kept nowhere. */
function writeCertificate(directory: string, { certificate }: LocalFtp): void {
  const file = join(directory, CERTIFICATE)
  if (certificate === undefined) rmSync(file, { force: true })
  else writeFileSync(file, certificate, { mode: 0o600 })
}

/** Written beside and moved into place, so that a reader never sees half of it. */
function writeDescription(directory: string, description: StackDescription): void {
  const file = join(directory, 'stack.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
