import type { Asset } from '../asset.ts'

type Entry = { readonly atMs: number; readonly asset: Asset; readonly isGone: boolean }

const lagMsMax = 3_600_000

/** What a search looks at: the assets as they were a while ago. */
export class SearchIndex {
  readonly #seen = new Map<string, Asset>()
  #waiting: Entry[] = []

  record(atMs: number, asset: Asset, isGone: boolean): void {
    this.#waiting.push({ atMs, asset, isGone })
    if (this.#waiting.length % 1000 === 0) this.#catchUp(atMs - lagMsMax)
  }

  /** The assets as they were at that time, unless they have been looked at as they were later. */
  at(timeMs: number): Iterable<Asset> {
    this.#catchUp(timeMs)
    return this.#seen.values()
  }

  #catchUp(timeMs: number): void {
    const isSeen = ({ atMs }: Entry) => atMs <= timeMs
    for (const { asset, isGone } of this.#waiting.filter(isSeen)) {
      if (isGone) this.#seen.delete(asset.assetId)
      else this.#seen.set(asset.assetId, asset)
    }
    this.#waiting = this.#waiting.filter((entry) => !isSeen(entry))
  }
}
