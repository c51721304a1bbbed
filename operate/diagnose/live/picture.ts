import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** One pixel of eight bits each for red, green and blue. Source: PNG specification, "11.2.2 IHDR Image header". */
const HEADER = Buffer.from('00000001000000010802000000', 'hex')
const PIXEL = Buffer.from([0, 0x33, 0x66, 0x99])

/** A picture of one pixel that says a text, so that no other object has the same bytes: it is taken for the rename of none. */
export function pictureSaying(text: string): Buffer {
  const chunks = [
    chunk('IHDR', HEADER),
    chunk('tEXt', Buffer.from(`Comment\0${text}`, 'latin1')),
    chunk('IDAT', deflateSync(PIXEL)),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([SIGNATURE, ...chunks])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}
