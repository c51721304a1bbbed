import { z } from 'zod'
import { type ClientSettings, deployedClients, LOCAL, localClients, type StageClients } from './adapters/clients.ts'
import type { CloudServices } from './adapters/cloud.ts'
import { readWorkerEnvironment } from './adapters/worker-environment.ts'
import { UsageError } from './usage-error.ts'

/** A stage as its own functions see it, and clients that reach it. */
export interface Stage extends StageClients {
  readonly name: string
  readonly bucket: string
  /** True where the stack has made the bucket, false where it was there already. */
  readonly isBucketOfStack: boolean
  readonly table: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  /** The environment of the worker: all that the deployment has told it. */
  readonly environment: Readonly<Record<string, string>>
  /** Services that only a deployed stage has, connected to when they are first asked for; undefined on the local stack. */
  cloud(): Promise<CloudServices | undefined>
  /** The name of one of the stage's functions, such as `worker`, as Lambda knows it. */
  functionName(name: string): string
  close(): void
}

const environmentSchema = z.looseObject({
  SOURCE_BUCKET: z.string(),
  EXISTING_BUCKET: z.string(),
  LEDGER_TABLE: z.string(),
  QUEUE_URL: z.string(),
  DEAD_LETTER_QUEUE_URL: z.string(),
})

/** Connects to a stage. `local` is the stack that `npm start` runs; any other is asked for its worker's environment. */
export async function connectStage(
  name: string,
  service: string,
  settings: () => Promise<ClientSettings>,
): Promise<Stage> {
  const deployed = name === LOCAL ? undefined : await settings()
  const clients = deployed ? deployedClients(deployed) : localClients()
  const functionName = (short: string) => `${service}-${name}-${short}`
  const environment = await readWorkerEnvironment(name, functionName('worker'), clients.lambda)
  const cloud = lazyCloud(deployed)
  const { SOURCE_BUCKET, EXISTING_BUCKET, ...told } = parseEnvironment(name, environment)
  return {
    name,
    bucket: SOURCE_BUCKET,
    isBucketOfStack: EXISTING_BUCKET === '',
    table: told.LEDGER_TABLE,
    queueUrl: told.QUEUE_URL,
    deadLetterQueueUrl: told.DEAD_LETTER_QUEUE_URL,
    environment,
    ...clients,
    cloud: cloud.get,
    functionName,
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
      cloud.close()
    },
  }
}

/** What was deployed by an earlier version may not have been told all of it. */
function parseEnvironment(stage: string, environment: Readonly<Record<string, string>>) {
  const parsed = environmentSchema.safeParse(environment)
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new UsageError(`expected the worker to know ${missing}, found nothing; run \`npx sls deploy --stage ${stage}\``)
}

/** Loads and makes the further clients once, if ever: most commands need none of them. */
function lazyCloud(settings: ClientSettings | undefined) {
  let made: CloudServices | undefined
  const get = async () => {
    if (!settings) return undefined
    const { connectCloud } = await import('./adapters/cloud.ts')
    made ??= connectCloud(settings)
    return made
  }
  return { get, close: () => made?.close() }
}
