import { type Address, type Asset, addressKey } from './asset.ts'
import type { Assets, Change, Decision, Moment, Reply } from './decision.ts'
import type { MetadataField } from './metadata/field.ts'
import type { Preset } from './preset.ts'
import { randomId } from './random.ts'
import type { Records } from './records.ts'
import { Shelf } from './shelf.ts'

/** What an account defines for its assets. */
export interface Definitions {
  readonly fields: Shelf<MetadataField>
  readonly presets: Shelf<Preset>
}

function noDefinitions(): Definitions {
  return { fields: new Shelf(), presets: new Shelf() }
}

/**
 * All assets, and the definitions they follow. A decision is taken and put in place within one turn of the event loop, records included, so that no two
 * requests can see the same state and both change it.
 */
export class Store implements Assets {
  readonly #records: Records
  readonly #definitions: Definitions
  readonly #byId = new Map<string, Asset>()
  readonly #byAddress = new Map<string, Asset>()
  #commit = 0

  constructor(records: Records, definitions: Definitions = noDefinitions()) {
    this.#records = records
    this.#definitions = definitions
    const loaded = records.load()
    for (const asset of loaded.toSorted((left, right) => left.commit - right.commit)) this.#restore(asset)
    const kept = [...this.#byId.values()].toSorted((left, right) => left.serial - right.serial)
    this.#byId.clear()
    for (const asset of kept) this.#byId.set(asset.assetId, asset)
    this.#commit = Math.max(0, ...loaded.map(({ commit }) => commit))
  }

  find(address: Address): Asset | undefined {
    return this.#byAddress.get(addressKey(address))
  }

  get fields(): ReadonlyMap<string, MetadataField> {
    return this.#definitions.fields.items
  }

  get presets(): ReadonlyMap<string, Preset> {
    return this.#definitions.presets.items
  }

  all(): Iterable<Asset> {
    return this.#byId.values()
  }

  /** Decides, puts every change in place, and only then gives the reply, with the blobs that nothing uses any more. */
  commit(nowMs: number, decide: (moment: Moment) => Decision): { reply: Reply; unusedBlobs: string[] } {
    this.#commit += 1
    const moment = { nowMs, commit: this.#commit, assetId: randomId(), versionId: randomId() }
    const { reply, changes } = decide(moment)
    return { reply, unusedBlobs: changes.flatMap((change) => this.#apply(change)) }
  }

  #apply(change: Change): string[] {
    if ('put' in change) return this.#put({ ...change.put, commit: this.#commit })
    if ('remove' in change) return this.#remove(change.remove)
    const { fields, presets } = this.#definitions
    if ('field' in change) fields.put(change.field.external_id, change.field)
    else if ('removeField' in change) fields.remove(change.removeField)
    else if ('preset' in change) presets.put(change.preset.name, change.preset)
    else presets.remove(change.removePreset)
    return []
  }

  #put(asset: Asset): string[] {
    const before = this.#byId.get(asset.assetId)
    this.#records.put(asset)
    if (before) this.#byAddress.delete(addressKey(before))
    this.#byId.set(asset.assetId, asset)
    this.#byAddress.set(addressKey(asset), asset)
    return before && before.blob !== asset.blob ? [before.blob] : []
  }

  #remove(asset: Asset): string[] {
    this.#records.remove(asset)
    this.#byId.delete(asset.assetId)
    // After a rename onto it, its address is another asset's.
    if (this.find(asset)?.assetId === asset.assetId) this.#byAddress.delete(addressKey(asset))
    return [asset.blob]
  }

  // A rename that replaced an asset may have been cut off before that asset's record went: the newer record stays.
  #restore(asset: Asset): void {
    const older = this.find(asset)
    if (older) this.#remove(older)
    this.#byId.set(asset.assetId, asset)
    this.#byAddress.set(addressKey(asset), asset)
  }
}
