import { createHash } from 'node:crypto'
import { s3Source } from '../../shared/adapters/aws/s3.ts'
import { detectType } from '../../shared/adapters/aws/s3-content.ts'
import { s3Listing } from '../../shared/adapters/aws/s3-listing.ts'
import { queueDepth } from '../../shared/adapters/aws/sqs.ts'
import { composeStores } from '../../shared/composition/stores.ts'
import type { Catalog } from '../../shared/ports/catalog.ts'
import type { Rules } from '../../shared/rules/rules.ts'
import { inspectAssets } from '../../shared/sweep/assets.ts'
import { inspectMetadata } from '../../shared/sweep/metadata.ts'
import type { Terminal } from '../cli/terminal.ts'
import { readAccount } from '../stage/account.ts'
import type { Stage } from '../stage/stage.ts'
import { workerSettings } from '../stage/stores.ts'
import { openObject } from './aws.ts'
import { adminCatalog } from './catalog.ts'
import { readInventory } from './inventory.ts'
import { pacedQueue } from './pace.ts'

/** What a sweep is to look at and to do. */
export interface SweepChoices {
  readonly prefix: string
  readonly metadata: boolean
  readonly deep: boolean
  readonly adopts: boolean
  readonly perSecond: number | undefined
  /** Where the manifest of an inventory is that is swept in place of the bucket. */
  readonly inventory?: string | undefined
}

/** Composes a sweep of a stage. */
export async function composeSweep(stage: Stage, rules: Rules, choices: SweepChoices, terminal: Terminal) {
  const { bucket, s3, sqs } = stage
  const { inventory } = choices
  const settings = workerSettings(stage)
  const { ledger, owners, queue, clock, guard, cursor, noteMirrored, catalogCursor } = composeStores(stage, stage)
  const source = { ...s3Source(s3, bucket, (key) => rules.needsOf(key), detectType), ...s3Listing(s3, bucket) }
  const evidence = { source, ledger, clock, rules, settings }
  const catalog = choices.deep ? await composeCatalog(stage, terminal) : undefined
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
    objects: inventory === undefined ? undefined : readInventory(inventory, bucket, (...of) => openObject(s3, ...of)),
    catalog,
    inspections,
    prefix: choices.prefix,
    adopts: choices.adopts,
    guard: guard(settings.guard),
    owners,
    queue: pacedQueue(queue, choices.perSecond),
    clock,
    noteMirrored,
    depth: queueDepth(sqs, stage.queueUrl),
    cursor: cursor(cursorName(choices)),
    catalogCursor: catalogCursor(cursorName(choices)),
  }
}

/** All that a sweep works with. */
export type ComposedSweep = Awaited<ReturnType<typeof composeSweep>>

/** Sweeps that look at different things go on from different places. */
function cursorName({ prefix, metadata, deep, adopts }: SweepChoices): string {
  const text = JSON.stringify([prefix, metadata, deep, adopts])
  return `command ${createHash('sha256').update(text).digest('base64url')}`
}

async function composeCatalog(stage: Stage, terminal: Terminal): Promise<Catalog> {
  const account = await readAccount(stage)
  return adminCatalog(account, (untilMs, reason) =>
    terminal.note(`${reason}; waits until ${new Date(untilMs).toISOString()}`),
  )
}
