import type { AssetAddress } from '../model/address.ts'

/** An asset as the account's own listing shows it. */
export interface CatalogAsset {
  readonly address: AssetAddress
  readonly assetId: string
  readonly version: number
  readonly context: Readonly<Record<string, string>>
  readonly tags: readonly string[]
}

/** What assets are listed by. */
export type AssetKind = Pick<AssetAddress, 'resourceType' | 'type'>

/** All kinds that there are. */
export const ASSET_KINDS: readonly AssetKind[] = (['image', 'video', 'raw'] as const).flatMap((resourceType) =>
  (['upload', 'private', 'authenticated'] as const).map((type) => ({ resourceType, type })),
)

/** So many assets are described by one call. */
export const CATALOG_IDS_MAX = 100

/** What there is in the account. Each call counts against the account's hourly limit. Throws TransientErrors. */
export interface Catalog {
  /** The assets of a kind that there are of these public IDs, at most CATALOG_IDS_MAX of them. */
  find(kind: AssetKind, publicIds: readonly string[]): Promise<readonly CatalogAsset[]>
  /** A page of all assets of a kind; `next` is where to go on, undefined at the end. */
  list(kind: AssetKind, from: string | undefined): Promise<CatalogPage>
}

export interface CatalogPage {
  readonly assets: readonly CatalogAsset[]
  readonly next: string | undefined
}

/** Where a walk through the account has come to. */
export interface CatalogPosition {
  readonly kind: AssetKind
  readonly from?: string | undefined
}
