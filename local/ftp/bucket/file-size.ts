import { Refusal } from '../reply.ts'

/** S3's smallest part. What fits into one part is put in one piece, so that its ETag is its MD5. */
export const PART_BYTES = 5 * 1024 * 1024
/** Of an upload. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const partsMax = 10_000

/** The largest file that goes into as many parts as S3 takes: 48.8 GiB. */
export const FILE_BYTES_MAX = partsMax * PART_BYTES

function tooLarge(found: string, bytesMax: number): Refusal {
  const expected = `A file that comes by FTP has at most ${bytesMax} bytes (found ${found})`
  return new Refusal(552, `${expected}: split it, or send it by an S3 client.`)
}

/** Refuses a file of which is known before it comes that it is too large. */
export function refuseLarger(bytes: number, bytesMax: number): void {
  if (bytes > bytesMax) throw tooLarge(String(bytes), bytesMax)
}

/** The content, which is refused as soon as there is more of it than may be. */
export async function* atMost(content: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > bytesMax) throw tooLarge(`${bytes} so far`, bytesMax)
    yield chunk
  }
}
