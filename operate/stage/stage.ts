import { z } from 'zod'
import { UsageError } from '../cli/usage-error.ts'
import {
  type ClientOptions,
  type CloudClients,
  cloudClients,
  deployedClients,
  LOCAL,
  type LocalDescription,
  localClients,
  localSecrets,
  readDescription,
  type StageClients,
} from './clients.ts'
import { readWorkerEnvironment } from './worker.ts'

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
  /** Clients of services that only a deployed stage has; undefined on the local stack. */
  readonly cloud: CloudClients | undefined
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

/** Opens a stage. `local` is the stack that `npm start` runs; any other is asked for its worker's environment. */
export async function openStage(
  name: string,
  service: string,
  clientOptions: () => Promise<ClientOptions>,
): Promise<Stage> {
  if (name === LOCAL) return openLocalStage(service, readDescription())
  const options = await clientOptions()
  return stageOf({ name, service, clients: deployedClients(options), secrets: {}, cloud: cloudClients(options) })
}

/** Opens the stage of a local stack that says where it is. */
export function openLocalStage(service: string, description: LocalDescription): Promise<Stage> {
  const [clients, secrets] = [localClients(description), localSecrets(description)]
  return stageOf({ name: LOCAL, service, clients, secrets, cloud: undefined })
}

interface Opening {
  readonly name: string
  readonly service: string
  readonly clients: ReturnType<typeof deployedClients>
  /** What the worker has in its environment, and Lambda does not tell. */
  readonly secrets: Readonly<Record<string, string>>
  readonly cloud: CloudClients | undefined
}

async function stageOf({ name, service, clients, secrets, cloud }: Opening): Promise<Stage> {
  const functionName = (short: string) => `${service}-${name}-${short}`
  const told = await readWorkerEnvironment(name, functionName('worker'), clients.lambda)
  const environment = { ...told, ...secrets }
  const { SOURCE_BUCKET, EXISTING_BUCKET, ...names } = parseEnvironment(name, environment)
  return {
    name,
    bucket: SOURCE_BUCKET,
    isBucketOfStack: EXISTING_BUCKET === '',
    table: names.LEDGER_TABLE,
    queueUrl: names.QUEUE_URL,
    deadLetterQueueUrl: names.DEAD_LETTER_QUEUE_URL,
    environment,
    // Not spread, which would load them all.
    get s3() {
      return clients.s3
    },
    get sqs() {
      return clients.sqs
    },
    get lambda() {
      return clients.lambda
    },
    get cloudwatch() {
      return clients.cloudwatch
    },
    get dynamodb() {
      return clients.dynamodb
    },
    cloud,
    functionName,
    close() {
      clients.close()
      cloud?.close()
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
