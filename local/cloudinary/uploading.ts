import type { IncomingHttpHeaders } from 'node:http'
import type { ResourceType } from './asset.ts'
import type { Blobs, StoredBytes } from './blobs.ts'
import { type Chunks, parseChunkRange } from './chunks.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { PostedFile } from './form.ts'
import { extensionOf, stemOf } from './formats.ts'
import { identifyMedia } from './media.ts'
import type { Upload } from './operations/upload.ts'
import type { UploadParameters } from './parameters/upload.ts'
import { faultOfPublicId, keptPublicId } from './public-id.ts'
import { randomPublicId } from './random.ts'
import { Refusal } from './refusal.ts'
import type { Settings, SettingValues } from './settings.ts'
import type { Reach } from './source/reach.ts'
import { type Fetched, fetchSource } from './source/source.ts'
import type { Statistics } from './statistics.ts'

/** What is needed to get hold of an upload's bytes. */
export interface Supply {
  readonly clock: Clock
  readonly blobs: Blobs
  readonly chunks: Chunks
  readonly reach: Reach
  readonly statistics: Statistics
  readonly faults: Faults
  readonly settings: Settings
}

// The asset folder leads the public id only where no prefix is given, and where folders are dynamic.
function underPrefix(parameters: UploadParameters, publicId: string, { folderMode }: SettingValues): string {
  const { public_id_prefix, folder, asset_folder, use_asset_folder_as_public_id_prefix: isLed } = parameters
  const prefix = public_id_prefix ?? folder ?? (isLed && folderMode === 'dynamic' ? asset_folder : undefined)
  return [prefix, publicId].filter((part) => part !== undefined).join('/')
}

/** Gives the public id that the request names, or refuses one that Cloudinary does not take. */
export function wantedPublicId(parameters: UploadParameters, settings: SettingValues): string | undefined {
  const { public_id } = parameters
  if (public_id === undefined) return undefined
  const publicId = underPrefix(parameters, public_id, settings)
  const fault = faultOfPublicId(publicId, settings.publicIdLimit)
  if (fault !== undefined) throw new Refusal(400, fault)
  return keptPublicId(publicId, settings.replacedCharacters)
}

async function takeChunk(file: PostedFile, headers: IncomingHttpHeaders, chunks: Chunks): Promise<Fetched | undefined> {
  const uploadId = headers['x-unique-upload-id']
  if (typeof uploadId !== 'string') throw new Refusal(400, 'Missing X-Unique-Upload-Id header')
  const whole = await chunks.add(uploadId, parseChunkRange(headers['content-range'] ?? ''), file.content)
  return whole && { content: whole, name: file.name }
}

/** Takes bytes that were posted; gives nothing when they are one of several chunks, and others are missing. */
export async function takePosted(
  file: PostedFile,
  headers: IncomingHttpHeaders,
  { chunks, statistics }: Supply,
): Promise<Fetched | undefined> {
  statistics.posted(file.content.bytes)
  return headers['content-range'] === undefined ? file : takeChunk(file, headers, chunks)
}

/** Fetches the bytes to which a `file` parameter points. */
export async function fetchFile(url: string | undefined, supply: Supply, signal: AbortSignal): Promise<Fetched> {
  if (url === undefined) throw new Refusal(400, 'Missing required parameter - file')
  const isRemote = !url.startsWith('data:')
  if (isRemote) await supply.clock.wait(supply.faults.settings.fetchDelayMs ?? 0, signal)
  const fetched = await fetchSource(url, supply.reach, supply.blobs, signal)
  if (isRemote) supply.statistics.fetched(fetched.content.bytes)
  return fetched
}

// The file's own name where that is asked for, made unique by a random ending unless that is not.
function inventName(name: string, { use_filename, unique_filename }: UploadParameters): string {
  if (!use_filename) return randomPublicId()
  return unique_filename ? `${stemOf(name)}_${randomPublicId().slice(0, 6)}` : stemOf(name)
}

function inventPublicId(
  resourceType: ResourceType,
  name: string,
  parameters: UploadParameters,
  settings: SettingValues,
): string {
  const extension = resourceType === 'raw' ? extensionOf(name) : ''
  const invented = inventName(name, parameters)
  return underPrefix(parameters, extension === '' ? invented : `${invented}.${extension}`, settings)
}

/** Tells what bytes are, or refuses them. */
export async function identify({ head, bytes }: StoredBytes, name: string, wanted: ResourceType | 'auto') {
  if (bytes === 0) throw new Refusal(400, 'Empty file')
  const media = await identifyMedia({ head, isWhole: head.length === bytes }, name, wanted)
  if (media.kind === 'invalid') throw new Refusal(400, media.message)
  return media
}

function checkSize(bytes: number, max = Infinity): void {
  if (bytes > max) throw new Refusal(400, `File size too large. Got ${bytes}. Maximum is ${max}.`)
}

/** Decides what the bytes are and which address they are for, or refuses them. */
export async function prepareUpload(
  { content, name: sourceName }: Fetched,
  parameters: UploadParameters,
  publicId: string | undefined,
  wanted: ResourceType | 'auto',
  settings: SettingValues,
): Promise<Upload> {
  const name = parameters.filename_override ?? sourceName
  const { resourceType, format, size } = await identify(content, extensionOf(name) ? name : (publicId ?? name), wanted)
  checkSize(content.bytes, settings.bytesMax[resourceType])
  const originalFilename = stemOf(name) || undefined
  return {
    parameters,
    publicId: publicId ?? inventPublicId(resourceType, name, parameters, settings),
    resourceType,
    content,
    format,
    size,
    originalFilename,
  }
}
