import { fileTypeFromBuffer } from 'file-type'
import { imageSize } from 'image-size'
import type { ResourceType } from './asset.ts'
import { extensionOf, formatOfExtension, isImageFormat, isVideoFormat, measurableFormats } from './formats.ts'

/** A file's beginning, and whether that is all of it. */
export interface Sample {
  readonly head: Uint8Array
  readonly isWhole: boolean
}

/** What a file turned out to be. */
export type Media =
  | { readonly kind: 'known'; readonly resourceType: ResourceType; readonly format?: string; readonly size?: Size }
  | { readonly kind: 'invalid'; readonly message: string }

/** Measures in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

// Where file-type tells formats apart that are one to Cloudinary.
const cloudinaryNames: Readonly<Record<string, string>> = {
  '3g2': '3gp',
  apng: 'png',
  asf: 'wmv',
  f4v: 'mp4',
  m4b: 'm4a',
  m4p: 'mp4',
  oga: 'ogg',
  ogx: 'ogg',
}

// Long declarations may come before the root element; but a page that shows an SVG is no SVG.
function looksLikeSvg(text: string): boolean {
  return /<svg[\s>]/.test(text) && !/<html[\s>]/i.test(text)
}

// The format that the first bytes speak for, if Cloudinary takes it for an image or a video. To what file-type knows, this
// adds SVG, which has no mark, and a TIFF whose directory lies beyond the beginning; and two letters make no BMP.
async function formatOfBytes(head: Uint8Array): Promise<string | undefined> {
  const text = Buffer.from(head.subarray(0, 4096)).toString('latin1')
  const { ext = '' } = (await fileTypeFromBuffer(head)) ?? {}
  if (ext === 'bmp') return text.startsWith('\0\0\0\0', 6) ? 'bmp' : undefined
  const format = cloudinaryNames[ext] ?? formatOfExtension(ext)
  if (isImageFormat(format) || isVideoFormat(format)) return format
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tif'
  return looksLikeSvg(text) ? 'svg' : undefined
}

function measure(head: Uint8Array): Size | undefined {
  try {
    const { width, height } = imageSize(head)
    return { width, height }
  } catch {
    return undefined
  }
}

// Some formats are a special use of another (a camera's raw file is a TIFF, Illustrator writes PDF): the name tells.
const specialUses: Readonly<Record<string, readonly string[]>> = {
  heic: ['heif'],
  pdf: ['ai'],
  ps: ['ai', 'eps'],
  tif: ['arw', 'cr2', 'dng', 'nef'],
}

function imageFormat(byBytes: string | undefined, byName: string): string | undefined {
  if (byBytes === undefined) return isImageFormat(byName) && !measurableFormats.has(byName) ? byName : undefined
  if (specialUses[byBytes]?.includes(byName)) return byName
  return isImageFormat(byBytes) ? byBytes : undefined
}

// A TIFF may keep its sizes at its end, and an SVG need not have any.
function mayLackSize(format: string, { isWhole }: Sample): boolean {
  return !isWhole || !measurableFormats.has(format) || format === 'svg'
}

function identifyImage(sample: Sample, byBytes: string | undefined, byName: string): Media | undefined {
  const format = imageFormat(byBytes, byName)
  if (format === undefined) return undefined
  const size = measurableFormats.has(byBytes ?? '') ? measure(sample.head) : undefined
  if (size) return { kind: 'known', resourceType: 'image', format, size }
  return mayLackSize(format, sample) ? { kind: 'known', resourceType: 'image', format } : undefined
}

function identifyVideo(byBytes: string | undefined, byName: string): Media | undefined {
  const isVideo = byBytes === undefined ? isVideoFormat(byName) : isVideoFormat(byBytes)
  if (!isVideo) return undefined
  return { kind: 'known', resourceType: 'video', format: isVideoFormat(byName) ? byName : (byBytes ?? byName) }
}

/** Tells what a file is from its bytes and its name, or why it is not what the request says it is. */
export async function identifyMedia(sample: Sample, name: string, wanted: ResourceType | 'auto'): Promise<Media> {
  if (wanted === 'raw') return { kind: 'known', resourceType: 'raw' }
  const byBytes = await formatOfBytes(sample.head)
  const byName = formatOfExtension(extensionOf(name))
  const image = wanted === 'video' ? undefined : identifyImage(sample, byBytes, byName)
  if (image) return image
  if (wanted === 'image') return { kind: 'invalid', message: 'Invalid image file' }
  const video = identifyVideo(byBytes, byName)
  if (video) return video
  if (wanted === 'video') return { kind: 'invalid', message: 'Unsupported video format or file' }
  return { kind: 'known', resourceType: 'raw' }
}
