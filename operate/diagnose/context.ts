import { systemClock } from '../../shared/adapters/clock.ts'
import type { BreakerState } from '../../shared/breaker/state.ts'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { readAccount } from '../stage/account.ts'
import { ADMIN_DEADLINE_MS } from '../stage/admin.ts'
import { type OperatedBucket, operatedBucket } from '../stage/bucket.ts'
import type { CloudClients } from '../stage/clients.ts'
import { type QueueAttributes, readQueue } from '../stage/queues.ts'
import type { Stage } from '../stage/stage.ts'
import { storesOf } from '../stage/stores.ts'
import { type Mapping, readMappings, readWorker, type WorkerConfiguration } from '../stage/worker.ts'
import { type FtpServer, findFtpServer } from './aws-ftp.ts'

/** What checks look at. What several of them need is read once. */
export interface DiagnosisContext {
  readonly stage: Stage
  readonly rules: Rules
  /** Undefined on the local stack. */
  readonly cloud: CloudClients | undefined
  readonly bucket: OperatedBucket
  readonly nowMs: () => number
  readonly adminDeadlineMs: number
  account(): Promise<CloudinaryAccount>
  queue(): Promise<QueueAttributes>
  deadLetterQueue(): Promise<QueueAttributes>
  worker(): Promise<WorkerConfiguration>
  mappings(): Promise<readonly Mapping[]>
  breaker(): Promise<BreakerState>
  /** Undefined where no server asks the stage's own function. */
  ftpServer(): Promise<FtpServer | undefined>
}

/** What the checks of a stage look at. */
export async function diagnosisContext(stage: Stage, rules: Rules): Promise<DiagnosisContext> {
  const { cloud } = stage
  const worker = stage.functionName('worker')
  return {
    stage,
    rules,
    cloud,
    bucket: operatedBucket(stage.s3, stage.bucket),
    nowMs: systemClock.nowMs,
    adminDeadlineMs: ADMIN_DEADLINE_MS,
    account: once(() => readAccount(stage)),
    queue: once(() => readQueue(stage.sqs, stage.queueUrl)),
    deadLetterQueue: once(() => readQueue(stage.sqs, stage.deadLetterQueueUrl)),
    worker: once(() => readWorker(stage.lambda, worker)),
    mappings: once(() => readMappings(stage.lambda, worker)),
    breaker: once(() => storesOf(stage).breaker.state()),
    ftpServer: once(async () => cloud && findFtpServer(stage, cloud.transfer, stage.functionName('identity'))),
  }
}

/** The services of a deployed stage. Checks that are not for the local stack have them. */
export function cloudOf({ cloud }: DiagnosisContext): CloudClients {
  if (!cloud) throw new Error('expected a deployed stage, found the local stack')
  return cloud
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}
