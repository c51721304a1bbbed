import { crc32, deflateSync } from 'node:zlib'

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff, ...content]
}

function huffmanTable(kind: number): number[] {
  return segment(0xc4, [kind, 1, ...Array<number>(15).fill(0), 0])
}

/** A grey JPEG of 8 by 8 pixels for each block: every block is two zero bits, and ones fill the last byte. */
export function jpeg(blocks = 1): Buffer {
  const bits = '00'.repeat(blocks).padEnd(Math.ceil(blocks / 4) * 8, '1')
  return Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xdb, [0, ...Array<number>(64).fill(1)]),
    ...segment(0xc0, [8, 0, 8, 0, 8 * blocks, 1, 1, 0x11, 0]),
    ...huffmanTable(0x00),
    ...huffmanTable(0x10),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
    ...[0xff, 0xd9],
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** A PNG of one colour. */
export function png(width = 3, height = 2, colour: readonly [number, number, number] = [200, 30, 30]): Buffer {
  const row = Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()])
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** The beginning of an MP4, which is all that anybody here looks at. */
export function mp4(): Buffer {
  return Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1')
}

/** Bytes as a data: URI. */
export function dataUri(bytes: Buffer, type = 'image/jpeg'): string {
  return `data:${type};base64,${bytes.toString('base64')}`
}
