import type { Address, Asset } from '../asset.ts'
import { type Assets, type Decision, isoSeconds, type Moment, notFound } from '../decision.ts'
import type { Form } from '../form.ts'
import { annotate } from '../operations/explicit.ts'
import { parseUpdate } from '../parameters/admin.ts'
import { refuseUnknown } from '../parameters/known.ts'
import { type Account, renderResource } from '../render.ts'
import type { AdminRoute } from '../routes.ts'
import type { SettingValues } from '../settings.ts'
import type { Fields } from '../signature.ts'
import { decideDeletion } from './deletion.ts'
import { decideFields } from './fields.ts'
import { decideListing, decideListingByAssetIds } from './listing.ts'
import { decidePresets } from './presets.ts'

const megabyte = 1024 * 1024

/** The account that is asked, how it behaves, and when. */
export interface Circumstances {
  readonly account: Account
  readonly settings: SettingValues
  readonly moment: Moment
}

function show(asset: Asset | undefined, id: string, account: Account): Decision {
  return asset ? { reply: { kind: 'body', body: renderResource(asset, account) }, changes: [] } : notFound(id)
}

// How much is stored, and the limits that are set, or else those of a small plan.
function usage(assets: Assets, { moment, settings: { bytesMax } }: Circumstances): Decision {
  const stored = [...assets.all()]
  const body = {
    plan: 'Free',
    last_updated: isoSeconds(moment.nowMs).slice(0, 10),
    storage: { usage: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    resources: stored.length,
    derived_resources: 0,
    media_limits: {
      image_max_size_bytes: bytesMax.image ?? 10 * megabyte,
      video_max_size_bytes: bytesMax.video ?? 100 * megabyte,
      raw_max_size_bytes: bytesMax.raw ?? 10 * megabyte,
      image_max_px: 25_000_000,
      asset_max_total_px: 50_000_000,
    },
  }
  return { reply: { kind: 'body', body }, changes: [] }
}

function update(assets: Assets, address: Address, fields: Fields, { account, moment }: Circumstances): Decision {
  const parameters = parseUpdate(fields)
  const asset = assets.find(address)
  if (!asset) return notFound(address.publicId)
  const updated = annotate(asset, parameters, assets.fields, moment.nowMs)
  return { ...show(updated, asset.publicId, account), changes: [{ put: updated }] }
}

// Beside the cloud's name, the settings only where they are asked for.
function config(fields: Fields, { account, settings: { folderMode } }: Circumstances): Decision {
  refuseUnknown('config', fields, ['settings'])
  const isAsked = ['true', '1'].includes(fields.settings?.at(-1) ?? '')
  const body = { cloud_name: account.cloudName, ...(isAsked && { settings: { folder_mode: folderMode } }) }
  return { reply: { kind: 'body', body }, changes: [] }
}

const parameterised = new Set(['config', 'upload presets', 'resources', 'resources by asset ids', 'delete', 'update'])

/** Decides any call of the Admin API. */
export function decideAdmin(
  assets: Assets,
  route: AdminRoute,
  { fields, json }: Form,
  circumstances: Circumstances,
): Decision {
  const { account, moment } = circumstances
  if (!parameterised.has(route.call)) refuseUnknown(route.call, fields)
  switch (route.call) {
    case 'ping':
      return { reply: { kind: 'body', body: { status: 'ok' } }, changes: [] }
    case 'usage':
      return usage(assets, circumstances)
    case 'config':
      return config(fields, circumstances)
    case 'metadata fields':
      return decideFields(assets, route, json, moment)
    case 'upload presets':
      return decidePresets(assets, route, fields, moment)
    case 'resources':
      return decideListing(assets, route.scope, fields, account)
    case 'resources by asset ids':
      return decideListingByAssetIds(assets, fields, account)
    case 'resource types': {
      const types = new Set([...assets.all()].map(({ resourceType }) => resourceType))
      return { reply: { kind: 'body', body: { resource_types: [...types] } }, changes: [] }
    }
    case 'delete':
      return decideDeletion(assets, route.scope, fields)
    case 'update':
      return update(assets, route.address, fields, circumstances)
    case 'resource':
      return show(assets.find(route.address), route.address.publicId, account)
    case 'resource by asset id': {
      const asset = [...assets.all()].find(({ assetId }) => assetId === route.assetId)
      return show(asset, route.assetId, account)
    }
  }
}
