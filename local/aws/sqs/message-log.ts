import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { SqsMessage } from '../fauxqs.ts'

const attributeSchema = z.looseObject({
  DataType: z.string(),
  StringValue: z.string().exactOptional(),
  BinaryValue: z.string().exactOptional(),
})
const messageSchema = z.object({
  messageId: z.string(),
  body: z.string(),
  md5OfBody: z.string(),
  messageAttributes: z.record(z.string(), attributeSchema),
  md5OfMessageAttributes: z.string(),
  sentTimestamp: z.number(),
  approximateReceiveCount: z.number(),
})
const lineSchema = z.union([z.object({ put: messageSchema }), z.object({ gone: z.string() })])

/** The messages of one queue on the disk, as a log of what has come and gone: what is written is there after a crash. */
export class MessageLog {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
    mkdirSync(dirname(file), { recursive: true })
  }

  /** The messages that are there, oldest first. Begins the log anew with these. */
  load(): readonly SqsMessage[] {
    const messages = new Map<string, SqsMessage>()
    const text = existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : ''
    for (const line of text.split('\n')) {
      const parsed = lineSchema.safeParse(parseJson(line))
      // The last line may have been cut off.
      if (!parsed.success) continue
      if ('put' in parsed.data) messages.set(parsed.data.put.messageId, parsed.data.put)
      else messages.delete(parsed.data.gone)
    }
    const kept = [...messages.values()]
    writeFileSync(`${this.#file}.new`, kept.map(putLine).join(''))
    renameSync(`${this.#file}.new`, this.#file)
    return kept
  }

  put(message: SqsMessage): void {
    appendFileSync(this.#file, putLine(message))
  }

  remove(messageId: string): void {
    appendFileSync(this.#file, `${JSON.stringify({ gone: messageId })}\n`)
  }

  clear(): void {
    writeFileSync(this.#file, '')
  }
}

function putLine(message: SqsMessage): string {
  return `${JSON.stringify({ put: message })}\n`
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
