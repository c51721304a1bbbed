import type { Attributes, StructuredValue } from '../../model/attributes.ts'
import type { DesiredAsset } from '../../model/desired-asset.ts'
import { UPLOAD_TOKEN } from '../../model/label.ts'
import type { StoredAsset } from '../../model/stored-asset.ts'
import type { UploadRequest } from '../../ports/assets.ts'
import { encodeContext, escapeValue } from './context.ts'

/** Options of the SDK's calls. Only those named here are ever passed: others would leak into a transformation. */
export type SdkOptions = Readonly<Record<string, unknown>>

/** What an upload carries beside the bytes. */
export function uploadOptions({ desired, overwrite, background }: UploadRequest): SdkOptions {
  const { address, attributes, options } = desired
  const context = background ? { ...attributes.context, [UPLOAD_TOKEN]: background.token } : attributes.context
  const notificationUrl = background?.notificationUrl ?? options.notificationUrl
  return {
    public_id: address.publicId,
    overwrite,
    invalidate: options.invalidate ?? true,
    ...attributeOptions({ ...attributes, context }),
    ...eagerOptions(options),
    ...(background && { async: true }),
    ...(options.uploadPreset === undefined ? {} : { upload_preset: options.uploadPreset }),
    ...(options.backup === undefined ? {} : { backup: options.backup }),
    ...(notificationUrl === undefined ? {} : { notification_url: notificationUrl }),
  }
}

/** What an update sets. */
export function updateOptions(attributes: Attributes, { options }: DesiredAsset): SdkOptions {
  return { ...attributeOptions(attributes), ...eagerOptions(options), invalidate: options.invalidate ?? true }
}

/** True where the asset still has tags though it is to have none: an empty list is not sent, so that it clears nothing. */
export function mustLoseTags({ tags }: Attributes, asset: StoredAsset): boolean {
  return tags !== undefined && tags.length === 0 && asset.tags.length > 0
}

function attributeOptions(attributes: Attributes): SdkOptions {
  const { context, tags = [], structuredMetadata, accessControl, placement, eager } = attributes
  return {
    context: encodeContext(context),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(structuredMetadata && { metadata: encodeStructured(structuredMetadata) }),
    ...(accessControl && { access_control: [...accessControl] }),
    ...(placement && { asset_folder: placement.assetFolder, display_name: placement.displayName }),
    ...(eager && { eager: eager.map((transformation) => ({ raw_transformation: transformation })) }),
  }
}

function eagerOptions({ eager, eagerAsync }: DesiredAsset['options']): SdkOptions {
  return eager && eagerAsync !== undefined ? { eager_async: eagerAsync } : {}
}

/** `id=value|id=["a","b"]`. Source: Cloudinary's API description, structured_metadata_param. */
function encodeStructured(values: Readonly<Record<string, StructuredValue>>): string {
  return Object.entries(values)
    .map(([id, value]) => `${id}=${encodeStructuredValue(value)}`)
    .join('|')
}

function encodeStructuredValue(value: StructuredValue): string {
  if (typeof value === 'object') return `[${value.map((entry) => `"${escapeValue(entry)}"`).join(',')}]`
  return escapeValue(String(value))
}
