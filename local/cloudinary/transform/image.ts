import sharp, { type ResizeOptions, type Sharp } from 'sharp'
import { Refusal } from '../refusal.ts'
import type { Step } from './parse.ts'

/** An image that was made from another. */
export interface Rendered {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
  readonly format: string
}

type Written = 'avif' | 'gif' | 'jpeg' | 'png' | 'tiff' | 'webp'

const writers: Readonly<Record<string, Written>> = {
  avif: 'avif',
  gif: 'gif',
  jpg: 'jpeg',
  png: 'png',
  tif: 'tiff',
  webp: 'webp',
}

const fits: Readonly<Record<string, ResizeOptions>> = {
  scale: { fit: 'fill' },
  fit: { fit: 'inside' },
  limit: { fit: 'inside', withoutEnlargement: true },
  fill: { fit: 'cover' },
  lfill: { fit: 'cover', withoutEnlargement: true },
  thumb: { fit: 'cover' },
  pad: { fit: 'contain', background: '#ffffff' },
}

const autoQuality = 80

/** Says whether images of a format are written here. */
export function isWritten(format: string): boolean {
  return format in writers
}

// Below one with a point, a measure is a share of the image's own.
function measure(text: string | undefined, whole: number | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0)) throw new Refusal(400, `Invalid width or height - ${text}`)
  return Math.max(1, Math.round(text.includes('.') ? value * (whole ?? 1) : value))
}

async function resize(image: Sharp, { w, h, c = 'scale' }: Step): Promise<Sharp> {
  const fit = fits[c]
  if (!fit) throw new Refusal(400, `Invalid value ${c} for parameter crop`)
  if (w === undefined && h === undefined) return image
  const whole = await image.metadata()
  const [width, height] = [measure(w, whole.width), measure(h, whole.height)]
  // With one of the two, the other follows in proportion.
  if (width === undefined || height === undefined) {
    const { withoutEnlargement = false } = fit
    return image.resize({ ...(width === undefined ? { height } : { width }), withoutEnlargement })
  }
  return image.resize({ ...fit, width, height })
}

async function applyStep(bytes: Buffer, step: Step): Promise<Sharp> {
  const image = await resize(sharp(bytes), step)
  const angle = Number(step.a ?? 0)
  return angle === 0 || Number.isNaN(angle) ? image : image.rotate(angle, { background: '#00000000' })
}

function lastOf(steps: readonly Step[], name: string): string | undefined {
  const value = steps.findLast((step) => step[name] !== undefined)?.[name]
  return value === undefined || value.startsWith('auto') ? undefined : value
}

/** Gives the format in which a transformation is written: the one it names, or the one that is wanted, where possible. */
export function formatAfter(steps: readonly Step[], wanted: string): string {
  const format = lastOf(steps, 'f') ?? wanted
  return isWritten(format) ? format : 'png'
}

function qualityOf(steps: readonly Step[]): number {
  const quality = Number(lastOf(steps, 'q') ?? autoQuality)
  if (!(quality >= 1 && quality <= 100)) throw new Refusal(400, `Invalid value ${quality} for parameter quality`)
  return Math.round(quality)
}

/** Makes an image from another, component by component; refuses what is no image or no such transformation. */
export async function renderImage(source: Buffer, steps: readonly Step[], wanted: string): Promise<Rendered> {
  const [format, quality] = [formatAfter(steps, wanted), qualityOf(steps)]
  try {
    let bytes = await sharp(source).autoOrient().png({ compressionLevel: 1 }).toBuffer()
    for (const step of steps) bytes = await (await applyStep(bytes, step)).png({ compressionLevel: 1 }).toBuffer()
    const written = sharp(bytes).toFormat(writers[format] ?? 'png', format === 'png' ? {} : { quality })
    const { data, info } = await written.toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height, format }
  } catch (cause) {
    throw cause instanceof Refusal ? cause : new Refusal(400, 'Invalid image file', { cause })
  }
}
