import { createHash } from 'node:crypto'
import sharp from 'sharp'

/** The checksum that Cloudinary calls an asset's etag. */
export function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** A file as an upload takes it. */
export function uri(bytes: Buffer, type: string): string {
  return `data:${type};base64,${bytes.toString('base64')}`
}

/** The bytes of an image of one colour. */
export function png(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .png()
    .toBuffer()
}

/** An image of one colour, as an upload takes it. */
export async function picture(width = 40, height = 20): Promise<string> {
  return uri(await png(width, height), 'image/png')
}
