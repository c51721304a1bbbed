import { z } from 'zod'
import { typed } from '../cli/typed.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Letter, LetterAttribute } from './dead-letter-queue.ts'

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
const attributeSchema = z
  .union([
    z.object({ DataType: z.string(), StringValue: z.string() }),
    z.object({ DataType: z.string(), BinaryValue: base64 }),
  ])
  .transform((attribute): LetterAttribute => {
    const { DataType: dataType } = attribute
    return 'StringValue' in attribute
      ? { dataType, text: attribute.StringValue }
      : { dataType, bytes: attribute.BinaryValue }
  })
const lineSchema = z
  .object({
    messageId: z.string(),
    sentAt: z.iso.datetime(),
    receives: z.number(),
    body: z.string().min(1),
    attributes: z.record(z.string(), attributeSchema),
  })
  .transform(({ messageId, sentAt, receives, body, attributes }): Letter => {
    const letter = { id: messageId, handle: '', body, attributes, receiveCount: receives }
    return { ...letter, sentMs: Date.parse(sentAt), isMoved: false }
  })

/** A letter as one line of an archive, with attributes as SQS's API has them, so that it can be sent again as it is. */
export function writeLine({ id, sentMs, receiveCount, attributes, body }: Letter): string {
  const entries = Object.entries(attributes).map(([name, { dataType, text, bytes }]) => {
    const value = bytes === undefined ? { StringValue: text } : { BinaryValue: Buffer.from(bytes).toString('base64') }
    return [name, { DataType: dataType, ...value }]
  })
  const sentAt = new Date(sentMs).toISOString()
  const line = { messageId: id, sentAt, receives: receiveCount, body, attributes: Object.fromEntries(entries) }
  return `${JSON.stringify(line)}\n`
}

/** The letter of a line that `writeLine` has written. Throws a UsageError that names the file and the line. */
export function readLine(text: string, file: string, line: number): Letter {
  const parsed = lineSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : 'something else'
  throw new UsageError(
    typed`expected a message as \`sls dlq purge\` writes it, in ${file} line ${line}, found ${where}`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
