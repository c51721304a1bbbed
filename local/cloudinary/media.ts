import { imageSize } from 'image-size'
import type { ResourceType } from './asset.ts'
import { extensionOf, formatOfExtension, isImageFormat, isVideoFormat, measurableFormats } from './formats.ts'
import { formatOfBytes } from './magic.ts'

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
  mp4: ['cr3'],
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
const mayLackSize = (format: string, { isWhole }: Sample): boolean =>
  !isWhole || !measurableFormats.has(format) || format === 'svg'

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
export function identifyMedia(sample: Sample, name: string, wanted: ResourceType | 'auto'): Media {
  if (wanted === 'raw') return { kind: 'known', resourceType: 'raw' }
  const byBytes = formatOfBytes(sample.head)
  const byName = formatOfExtension(extensionOf(name))
  const image = wanted === 'video' ? undefined : identifyImage(sample, byBytes, byName)
  if (image) return image
  if (wanted === 'image') return { kind: 'invalid', message: 'Invalid image file' }
  const video = identifyVideo(byBytes, byName)
  if (video) return video
  if (wanted === 'video') return { kind: 'invalid', message: 'Unsupported video format or file' }
  return { kind: 'known', resourceType: 'raw' }
}
