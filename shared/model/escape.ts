/** Begins an escape: the full-width percent sign, for Cloudinary forbids the plain one in most places. */
export const ESCAPE = '％'

/** What follows an escape sign that is one. */
export const HEX_PAIR = /^[0-9A-F]{2}/

/** Writes a text as its UTF-8 bytes in hexadecimal, each behind the escape sign. */
export function percentEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => ESCAPE + byte.toString(16).toUpperCase().padStart(2, '0')).join('')
}

/** Reads a text with escapes; each character that is part of none goes through `decodeCharacter`. */
export function decodeEscapes(text: string, decodeCharacter = (character: string) => character): string {
  const bytes: Buffer[] = []
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const hex = text.slice(at + 1, at + 3)
    const isEscape = character === ESCAPE && HEX_PAIR.test(hex)
    bytes.push(isEscape ? Buffer.from(hex, 'hex') : Buffer.from(decodeCharacter(character)))
    at += isEscape ? 3 : character.length
  }
  return Buffer.concat(bytes).toString()
}
