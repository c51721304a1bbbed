import { type CompletedPart, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import type { Bucket } from './bucket.ts'
import { atMost, FILE_BYTES_MAX, PART_BYTES as partBytes } from './file-size.ts'
import { inParts } from './multipart.ts'

const ContentType = 'application/octet-stream'

/** Where an object is stored. */
interface Place {
  readonly Bucket: string
  readonly Key: string
}

/**
 * Stores the content under the key once it has ended well. If it throws, the key stays as it was, and no part of a
 * multipart upload is left. Holds two parts in memory, always the same, whatever comes: memory that is given back and taken anew for each
 * part stays with the process for good. Refuses with 552 what has more than `bytesMax`, as soon as it has come.
 */
export async function storeFile(
  { s3, name }: Bucket,
  Key: string,
  content: AsyncIterable<Uint8Array>,
  bytesMax = FILE_BYTES_MAX,
): Promise<void> {
  const place = { Bucket: name, Key }
  const rest = atMost(content, bytesMax)
  try {
    const begin = await upToOnePart(rest)
    if (begin.isAll) await s3.send(new PutObjectCommand({ ...place, Body: Buffer.concat(begin.chunks), ContentType }))
    else await storeInParts(s3, place, chunksOf(begin.chunks, rest))
  } finally {
    await rest.return(undefined)
  }
}

/** What fits into one part, and the chunk that does not. */
async function upToOnePart(content: AsyncIterator<Uint8Array>) {
  const chunks: Uint8Array[] = []
  for (let bytes = 0; bytes <= partBytes; ) {
    const { done, value } = await content.next()
    if (done) return { chunks, isAll: true }
    chunks.push(value)
    bytes += value.length
  }
  return { chunks, isAll: false }
}

async function* chunksOf(begin: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = begin.shift(); chunk !== undefined; chunk = begin.shift()) yield chunk
  for (;;) {
    const { done, value } = await rest.next()
    if (done) return
    yield value
  }
}

function storeInParts(s3: Bucket['s3'], place: Place, content: AsyncIterable<Uint8Array>): Promise<void> {
  return inParts(s3, { ...place, ContentType }, async (upload) => {
    const parts: CompletedPart[] = []
    let sending: Promise<unknown> = Promise.resolve()
    try {
      for await (const Body of partsOf(content)) {
        // The other one of the two is filled only when this one has been sent.
        await sending
        const PartNumber = parts.length + 1
        const part: CompletedPart = { PartNumber }
        parts.push(part)
        sending = s3.send(new UploadPartCommand({ ...upload, PartNumber, Body })).then(({ ETag }) => {
          part.ETag = ETag
        })
        // Whoever waits for it is told.
        sending.catch(() => {})
      }
      await sending
      return parts
    } finally {
      // A part that comes in later would stay.
      await sending.catch(() => {})
    }
  })
}

/** The content in parts, of which only the last one may be shorter. The next but one is in the same memory. */
async function* partsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const [one, other] = [Buffer.allocUnsafeSlow(partBytes), Buffer.allocUnsafeSlow(partBytes)]
  let [filling, next, filled] = [one, other, 0]
  for await (const chunk of content) {
    for (let taken = 0; taken < chunk.length; ) {
      if (filled === partBytes) {
        yield filling
        ;[filling, next, filled] = [next, filling, 0]
      }
      const some = chunk.subarray(taken, taken + partBytes - filled)
      filling.set(some, filled)
      filled += some.length
      taken += some.length
    }
  }
  yield filling.subarray(0, filled)
}
