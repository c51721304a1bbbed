import type { Asset } from '../asset.ts'
import { type Assets, type Decision, refuse } from '../decision.ts'
import { type ListingParameters, parseListing } from '../parameters/admin.ts'
import { type Account, renderListed } from '../render.ts'
import type { Fields } from '../signature.ts'
import type { Scope } from './routes.ts'

const publicIdsMax = 100

// A cursor is the place in the order of creation after which to go on, so that it holds when assets come and go.
function encodeCursor({ serial }: Asset): string {
  return Buffer.from(`after ${serial}`).toString('hex')
}

function decodeCursor(cursor: string): number | undefined {
  const serial = /^after (\d+)$/.exec(Buffer.from(cursor, 'hex').toString())?.[1]
  return serial === undefined ? undefined : Number(serial)
}

function isOf<Value>(wanted: Value | undefined, value: Value): boolean {
  return wanted === undefined || wanted === value
}

function hasContext({ context }: Asset, { key = '', value }: ListingParameters): boolean {
  const found = Object.hasOwn(context, key) ? context[key] : undefined
  return found !== undefined && isOf(value, found)
}

function inScope(asset: Asset, scope: Scope, parameters: ListingParameters): boolean {
  return (
    isOf(scope.resourceType, asset.resourceType) &&
    isOf(scope.type, asset.type) &&
    (scope.tag === undefined || asset.tags.includes(scope.tag)) &&
    (!scope.byContext || hasContext(asset, parameters)) &&
    (!scope.byFolder || isOf(parameters.asset_folder ?? '', asset.assetFolder)) &&
    asset.publicId.startsWith(parameters.prefix ?? '')
  )
}

function inOrder(assets: Assets, scope: Scope, parameters: ListingParameters): Asset[] {
  const { direction } = parameters
  const found = [...assets.all()].filter((asset) => inScope(asset, scope, parameters))
  return direction === 'asc' ? found : found.reverse()
}

function operationOf({ byContext, byFolder, tag }: Scope, fields: Fields): Parameters<typeof parseListing>[0] {
  if (byContext) return 'resources by context'
  if (byFolder) return 'resources by asset folder'
  if (tag !== undefined) return 'resources by tag'
  return fields.public_ids ? 'resources by public ids' : 'resources'
}

/** Decides a list: one page of the assets in scope, newest first unless asked otherwise, with a cursor if more follow. */
export function decideListing(assets: Assets, scope: Scope, fields: Fields, account: Account): Decision {
  const parameters = parseListing(operationOf(scope, fields), fields)
  const { next_cursor: cursor, max_results: resultsMax, direction, public_ids } = parameters
  if (scope.byContext && parameters.key === undefined) return refuse(400, 'Missing required parameter - key')
  if (public_ids) return decideListingByIds(assets, scope, public_ids, parameters, account)
  const after = cursor === undefined ? undefined : decodeCursor(cursor)
  if (cursor !== undefined && after === undefined) return refuse(400, 'Invalid value for parameter next_cursor')
  const isLeft = ({ serial }: Asset) => after === undefined || (direction === 'asc' ? serial > after : serial < after)
  const left = inOrder(assets, scope, parameters).filter(isLeft)
  const page = left.slice(0, resultsMax)
  const last = page.at(-1)
  const next = last && left.length > page.length ? { next_cursor: encodeCursor(last) } : {}
  return listed(page, parameters, account, next)
}

function decideListingByIds(
  assets: Assets,
  { resourceType = 'image', type = 'upload' }: Scope,
  publicIds: readonly string[],
  parameters: ListingParameters,
  account: Account,
): Decision {
  if (publicIds.length > publicIdsMax) return refuse(400, `Maximum number of public_ids is ${publicIdsMax}`)
  const found = publicIds.flatMap((publicId) => assets.find({ resourceType, type, publicId }) ?? [])
  return listed(found, parameters, account, {})
}

function listed(page: readonly Asset[], parameters: ListingParameters, account: Account, next: object): Decision {
  const resources = page.map((asset) => renderListed(asset, account, parameters))
  return { reply: { kind: 'body', body: { resources, ...next } }, changes: [] }
}

/** Decides a list of assets by their asset ids, wherever they stand. */
export function decideListingByAssetIds(assets: Assets, fields: Fields, account: Account): Decision {
  const parameters = parseListing('resources by asset ids', fields)
  const { asset_ids: ids = [] } = parameters
  if (ids.length > publicIdsMax) return refuse(400, `Maximum number of asset_ids is ${publicIdsMax}`)
  const wanted = new Set(ids)
  const found = [...assets.all()].filter(({ assetId }) => wanted.has(assetId))
  return listed(found, parameters, account, {})
}
