import type { Asset } from './asset.ts'
import type { Json } from './decision.ts'
import type { SettingValues } from './settings.ts'
import { type Credentials, signAnswer } from './signature.ts'

/** Whose assets these are, where they are served, and whether the account shows asset folders and display names. */
export interface Account extends Credentials {
  readonly origin: string
  readonly folderMode: SettingValues['folderMode']
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0
}

/** Gives the address at which an asset's present version is delivered, perhaps transformed. */
export function urlOf(asset: Asset, { origin, cloudName }: Account, transformation = ''): string {
  const { resourceType, type, version, publicId, format } = asset
  const path = publicId.split('/').map(encodeURIComponent).join('/')
  const extension = format === undefined ? '' : `.${format}`
  const steps = transformation === '' ? '' : `${transformation}/`
  return `${origin}/${cloudName}/${resourceType}/${type}/${steps}v${version}/${path}${extension}`
}

function renderCore(asset: Asset, account: Account): Json {
  const url = urlOf(asset, account)
  return {
    asset_id: asset.assetId,
    public_id: asset.publicId,
    ...(asset.format !== undefined && { format: asset.format }),
    version: asset.version,
    resource_type: asset.resourceType,
    type: asset.type,
    created_at: asset.createdAt,
    bytes: asset.bytes,
    ...(asset.width !== undefined && { width: asset.width, height: asset.height }),
    ...(account.folderMode === 'dynamic' && { asset_folder: asset.assetFolder, display_name: asset.displayName }),
    ...(asset.accessControl && { access_control: asset.accessControl }),
    access_mode: 'public',
    url,
    secure_url: url,
  }
}

function renderContext({ context }: Asset): Json {
  return isEmpty(context) ? {} : { context: { custom: context } }
}

function renderMetadata({ metadata }: Asset): Json {
  return isEmpty(metadata) ? {} : { metadata }
}

/** Renders an asset as upload, explicit and rename answer it. */
export function renderUploaded(asset: Asset, account: Account): Json {
  return {
    ...renderCore(asset, account),
    version_id: asset.versionId,
    signature: signAnswer(asset.publicId, asset.version, account.apiSecret),
    tags: asset.tags,
    etag: asset.etag,
    placeholder: false,
    ...renderContext(asset),
    ...renderMetadata(asset),
    ...(asset.originalFilename !== undefined && { original_filename: asset.originalFilename }),
    api_key: account.apiKey,
  }
}

/** Renders an asset as the Admin API's resource answers it. */
export function renderResource(asset: Asset, account: Account): Json {
  return {
    ...renderCore(asset, account),
    tags: asset.tags,
    etag: asset.etag,
    ...renderContext(asset),
    ...renderMetadata(asset),
    last_updated: { updated_at: asset.updatedAt },
    derived: [],
  }
}

/** Renders an asset as the Admin API's lists show it: annotations only where asked for, and no etag. */
export function renderListed(
  asset: Asset,
  account: Account,
  shown: { tags?: boolean | undefined; context?: boolean | undefined; metadata?: boolean | undefined },
): Json {
  return {
    ...renderCore(asset, account),
    ...(shown.tags && { tags: asset.tags }),
    ...(shown.context && renderContext(asset)),
    ...(shown.metadata && renderMetadata(asset)),
  }
}
