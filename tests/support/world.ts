import { Claim } from '../../shared/claim/claim.ts'
import type { Dependencies } from '../../shared/claim/dependencies.ts'
import { composeLedger, type LedgerTable } from '../../shared/composition/ledger.ts'
import { releaseDeletions, type Withheld, type WithheldList } from '../../shared/guard/withheld.ts'
import { mirrorChange } from '../../shared/mirror.ts'
import type { AssetAddress } from '../../shared/model/address.ts'
import type { Change } from '../../shared/model/change.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import type { Outcome } from '../../shared/outcome/outcome.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { observationOf } from '../simulation/rules.ts'
import { type Asset, Media } from '../simulation/services/media.ts'
import { ObjectStore } from '../simulation/services/object-store.ts'
import { QueueService } from '../simulation/services/queue-service.ts'
import { Table } from '../simulation/services/table.ts'
import { addressName } from '../simulation/world.ts'
import { fakeClock } from './fake-clock.ts'
import { memoryAssets } from './memory-assets.ts'
import { memoryQueue } from './memory-queue.ts'
import { memoryRows } from './memory-rows.ts'
import { memorySource } from './memory-source.ts'
import { Moments } from './moments.ts'

export const BUCKET = 'studio'
export const SETTLE_MS = 10_000
export const ATTEMPT_MS = 900_000
export const INVOCATION_MS = 120_000
export const VISIBILITY_MS = 720_000

/** Everything outside one worker, in memory, where nothing happens but what a test makes happen. */
export class MemoryWorld {
  readonly clock = fakeClock()
  readonly moments = new Moments()
  readonly table = new Table()
  readonly store = new ObjectStore('off')
  readonly media = new Media()
  readonly inBackground: (() => void)[] = []
  readonly deadLetters = new QueueService({ visibilityMs: VISIBILITY_MS, receiveCountMax: Number.POSITIVE_INFINITY })
  readonly changes = new QueueService({ visibilityMs: VISIBILITY_MS, receiveCountMax: 100 })
  /** The table as an operator sees it: no moment of a test comes in between. */
  readonly records: LedgerTable = composeLedger(memoryRows(this.table), BUCKET, this.clock)
  rules = new Rules()
  deletionsMax = 1000
  webhookUrl: string | undefined

  /** What a worker works with that is invoked now. */
  dependencies(): Dependencies {
    const { clock, moments, store, changes, deadLetters, rules, webhookUrl } = this
    const { guard, ...stored } = composeLedger(memoryRows(this.table, moments), BUCKET, clock)
    return {
      ...stored,
      guard: guard({ deletionsMax: this.deletionsMax, windowMs: 3_600_000 }),
      source: memorySource(store, rules, moments),
      assets: memoryAssets(this),
      queue: memoryQueue({ changes, deadLetters, clock, moments }),
      rules,
      settings: { bucket: BUCKET, settleMs: SETTLE_MS, attemptMs: ATTEMPT_MS, changesAtOnce: 1, webhookUrl },
      deadlineMs: clock.nowMs() + INVOCATION_MS,
    }
  }

  /** Lets other rules hold from now on. */
  follow(config: MirrorConfig): void {
    this.rules = new Rules(config)
  }

  put(key: string, content: string, inParts = false): void {
    this.store.apply(this.clock.nowMs(), { kind: 'put', key, bytes: { name: content, inParts } })
  }

  remove(key: string): void {
    this.store.apply(this.clock.nowMs(), { kind: 'delete', key })
  }

  /** Mirrors one change in an invocation of its own. */
  mirror(key: string, change: Partial<Change> = {}): Promise<Outcome> {
    return mirrorChange({ key, events: [], receiveCount: 1, ...change }, this.dependencies())
  }

  /** Puts an object and mirrors it. */
  async putMirrored(key: string, content: string): Promise<void> {
    this.put(key, content)
    const { result, code } = await this.mirror(key)
    if (result !== 'done') throw new Error(`expected ${key} to be mirrored, found ${result} ${code}`)
  }

  /** Claims a key, as a worker does that is invoked now. */
  async claim(key: string, dependencies = this.dependencies()): Promise<Claim> {
    const claim = await Claim.on(dependencies, key)
    if (!claim) throw new Error(`expected ${key} to be free, found a lease`)
    return claim
  }

  /** Lets withheld deletions through, as an operator does. */
  release(listed: WithheldList): Promise<readonly Withheld[]> {
    const { queue } = this.dependencies()
    return releaseDeletions(listed, { bucket: BUCKET, ledger: this.records.ledger, queue, clock: this.clock })
  }

  object(key: string): ObservedObject {
    const found = this.store.head(key)
    if (!found) throw new Error(`expected an object ${key}, found none`)
    return observationOf(this.rules, key, found)
  }

  async entry(key: string): Promise<Entry> {
    return (await this.records.ledger.read(key)).entry
  }

  /** Replaces what the ledger says of a key. */
  async record(entry: Entry): Promise<void> {
    const read = await this.records.ledger.read(entry.key)
    if (!(await this.records.ledger.save(read, entry))) throw new Error(`expected to record ${entry.key}`)
  }

  /** Makes the row of a key such as newer code writes, or one that is damaged. */
  damage(key: string, body: object): void {
    const { rows } = this.table
    for (const [id, row] of rows) if (row.sort === key) rows.set(id, { ...row, body: { ...row.body, ...body } })
  }

  async owner(address: AssetAddress): Promise<string | undefined> {
    return (await this.records.owners.read(address))?.owner
  }

  /** Somebody else makes an asset. */
  addAsset(address: AssetAddress, content: string, context: Readonly<Record<string, string>> = {}): void {
    const bytes = { name: content, inParts: false }
    this.media.apply(this.clock.nowMs(), { kind: 'upload', address, bytes, context, tags: ['theirs'], overwrite: true })
  }

  asset(address: AssetAddress): Asset {
    const asset = this.media.at(address)
    if (!asset) throw new Error(`expected an asset at ${addressName(address)}, found none`)
    return asset
  }

  /** The keys of which the ledger has an entry. */
  get recordedKeys(): readonly string[] {
    return this.table.partition(BUCKET).map(({ sort }) => sort)
  }

  /** The content of each asset that there is, by its address. */
  get account(): Readonly<Record<string, string>> {
    const assets = [...this.media.assets.values()]
    return Object.fromEntries(assets.map(({ address, bytes }) => [addressName(address), bytes.name]))
  }
}

/** The address of an image that is delivered to everybody. */
export function image(publicId: string): AssetAddress {
  return { resourceType: 'image', type: 'upload', publicId }
}
