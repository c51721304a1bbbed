import { sameAddress } from '../../shared/model/address.ts'
import type { AssetKind, Catalog, CatalogAsset } from '../../shared/ports/catalog.ts'
import type { Asset } from './services/media.ts'
import type { World } from './world.ts'

const PAGE = 2

/** The listing of the simulated account, in small pages. */
export function simulatedCatalog({ media }: World): Catalog {
  const ofKind = ({ resourceType, type }: AssetKind) =>
    [...media.assets.values()].filter(({ address }) => address.resourceType === resourceType && address.type === type)
  return {
    async find(kind, publicIds) {
      const isMeant = ({ address }: Asset) => publicIds.some((publicId) => sameAddress(address, { ...kind, publicId }))
      return ofKind(kind).filter(isMeant).map(toCatalogAsset)
    },
    async list(kind, from = '0') {
      const start = Number(from)
      const all = ofKind(kind)
      const next = start + PAGE < all.length ? String(start + PAGE) : undefined
      return { assets: all.slice(start, start + PAGE).map(toCatalogAsset), next }
    },
  }
}

function toCatalogAsset({ address, assetId, version, context, tags }: Asset): CatalogAsset {
  return { address, assetId, version, context, tags }
}
