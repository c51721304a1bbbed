import { createHash } from 'node:crypto'
import { s3Source } from '../../shared/adapters/aws/s3.ts'
import { s3Listing } from '../../shared/adapters/aws/s3-listing.ts'
import { queueDepth } from '../../shared/adapters/aws/sqs.ts'
import { composeStores } from '../../shared/composition/stores.ts'
import type { Catalog } from '../../shared/ports/catalog.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { inspectAssets } from '../../shared/sweep/assets.ts'
import { inspectMetadata } from '../../shared/sweep/metadata.ts'
import { readAccount } from '../adapters/account.ts'
import { adminCatalog } from '../adapters/catalog.ts'
import type { Terminal } from '../output/terminal.ts'
import { workerSettings } from '../settings.ts'
import type { Stage } from '../stage.ts'
import { pacedQueue } from './pace.ts'

/** What a sweep is to look at and to do. */
export interface SweepChoices {
  readonly prefix: string
  readonly metadata: boolean
  readonly deep: boolean
  readonly adopts: boolean
  readonly perSecond: number | undefined
}

/** Connects a sweep to a stage. */
export async function connectSweep(stage: Stage, rules: Rules, choices: SweepChoices, terminal: Terminal) {
  const { bucket, s3, sqs } = stage
  const settings = workerSettings(stage)
  const { ledger, owners, queue, clock, guard, cursor } = composeStores(stage, stage)
  const source = { ...s3Source(s3, bucket, (key) => rules.needsOf(key)), ...s3Listing(s3, bucket) }
  const evidence = { source, ledger, clock, rules, settings }
  const catalog = choices.deep ? await connectCatalog(stage, terminal) : undefined
  const inspections = [
    ...(choices.metadata ? [inspectMetadata(evidence)] : []),
    ...(catalog ? [inspectAssets(catalog, bucket)] : []),
  ]
  return {
    bucket,
    rules,
    ledger,
    source,
    evidence,
    catalog,
    inspections,
    prefix: choices.prefix,
    adopts: choices.adopts,
    guard: guard(settings.guard),
    owners,
    queue: pacedQueue(queue, choices.perSecond),
    clock,
    depth: queueDepth(sqs, stage.queueUrl),
    cursor: cursor(cursorName(choices)),
  }
}

/** What connectSweep has connected. */
export type ConnectedSweep = Awaited<ReturnType<typeof connectSweep>>

/** Sweeps that look at different things go on from different places. */
function cursorName({ prefix, metadata, deep, adopts }: SweepChoices): string {
  const text = JSON.stringify([prefix, metadata, deep, adopts])
  return `command ${createHash('sha256').update(text).digest('base64url')}`
}

async function connectCatalog(stage: Stage, terminal: Terminal): Promise<Catalog> {
  const account = await readAccount(stage, await stage.cloud())
  return adminCatalog(account, (untilMs, reason) =>
    terminal.note(`${reason}; waits until ${new Date(untilMs).toISOString()}`),
  )
}
