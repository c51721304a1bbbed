import { createHash } from 'node:crypto'
import { notePassing } from '../../passing-bytes.ts'
import { base64, digesterOf } from './checksum.ts'
import type { ChecksumAlgorithm, Piece, PieceWriter } from './storage.ts'

/** A piece that has come in, and what was learnt on the way. */
export interface Received {
  readonly piece: Piece
  /** In hexadecimal digits. */
  readonly md5: string
  /** By the algorithm that was asked for. */
  readonly digest: string | undefined
}

/** Puts all bytes away as they come; when the source fails, nothing is left of them. */
export async function receive(
  source: AsyncIterable<Uint8Array>,
  writer: PieceWriter,
  algorithm?: ChecksumAlgorithm,
): Promise<Received> {
  const md5 = createHash('md5')
  const digester = algorithm && digesterOf(algorithm)
  try {
    for await (const chunk of source) {
      md5.update(chunk)
      digester?.update(chunk)
      await writer.write(chunk)
      notePassing(chunk.length)
    }
    const digest = digester && base64(await digester.digest())
    return { piece: await writer.close(), md5: md5.digest('hex'), digest }
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** The MD5 of bytes, in hexadecimal digits. */
export async function md5Of(source: AsyncIterable<Uint8Array>): Promise<string> {
  const md5 = createHash('md5')
  for await (const chunk of source) md5.update(chunk)
  return md5.digest('hex')
}
