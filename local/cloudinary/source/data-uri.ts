import { Refusal } from '../refusal.ts'

/** Gives the bytes that a data: URI holds. */
export function decodeDataUri(uri: string): Buffer {
  const comma = uri.indexOf(',')
  if (comma < 0) throw new Refusal(400, 'Invalid data URI')
  const body = uri.slice(comma + 1)
  if (/;base64$/i.test(uri.slice(0, comma))) return Buffer.from(body, 'base64')
  return Buffer.from(decodeLeniently(body))
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
