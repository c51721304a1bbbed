import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { CloudinaryAccount } from '../../shared/ports/account.ts'
import type { AssetKind, Catalog, CatalogAsset } from '../../shared/ports/catalog.ts'
import { AdminError, askAdmin } from './admin.ts'

/** As many as the Admin API gives at once. */
const PAGE_ASSETS = 500

const listSchema = z.object({
  resources: z.array(
    z.object({
      public_id: z.string(),
      asset_id: z.string(),
      version: z.number(),
      context: z.object({ custom: z.record(z.string(), z.string()).default({}) }).optional(),
      tags: z.array(z.string()).default([]),
    }),
  ),
  next_cursor: z.string().optional(),
})

/** The account's assets by the Admin API. Where the hour's calls are used up it waits, and says so. */
export function adminCatalog(account: CloudinaryAccount, onWait: (untilMs: number, reason: string) => void): Catalog {
  const ask = async (call: Parameters<typeof askAdmin>[1]): Promise<z.infer<typeof listSchema>> => {
    try {
      return listSchema.parse(await askAdmin(account, call))
    } catch (thrown) {
      if (!(thrown instanceof AdminError) || thrown.notBeforeMs === undefined) throw thrown
      onWait(thrown.notBeforeMs, thrown.message)
      await setTimeout(Math.max(0, thrown.notBeforeMs - Date.now()))
      return ask(call)
    }
  }
  const described = { context: true, tags: true, max_results: PAGE_ASSETS }
  return {
    async find(kind, publicIds) {
      const { resources } = await ask((api, options) =>
        api.resources_by_ids([...publicIds], { ...options, ...named(kind), ...described }),
      )
      return resources.map((resource) => toAsset(kind, resource))
    },
    async list(kind, from) {
      const start = from === undefined ? {} : { next_cursor: from }
      const page = await ask((api, options) => api.resources({ ...options, ...named(kind), ...described, ...start }))
      return { assets: page.resources.map((resource) => toAsset(kind, resource)), next: page.next_cursor }
    },
  }
}

function named({ resourceType: resource_type, type }: AssetKind) {
  return { resource_type, type }
}

function toAsset(kind: AssetKind, resource: z.infer<typeof listSchema>['resources'][number]): CatalogAsset {
  const { public_id: publicId, asset_id: assetId, version, context, tags } = resource
  return { address: { ...kind, publicId }, assetId, version, context: context?.custom ?? {}, tags }
}
