/** SQS takes no character that XML 1.0 has not; the halves of a pair that stand alone are none either. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const REPLACEMENT = '\uFFFD'

/** The text with what would move the cursor, or turn the order of what follows, shown as escapes. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${codeOf(character)}}`)
}

/**
 * A text of several lines, perhaps JSON, with what would move the cursor within them as the escapes that JSON has too. Line feeds and
 * the sequences of colours stay: they are the writer's own, who has shown what is not by `visible` or as JSON.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === '\n' || character === '\u001b') return character
    return character.split('').map(escapeUnit).join('')
  })
}

/** The text as SQS takes it: what it refuses is replaced, and what is over the most characters is cut off between characters. */
export function messageText(text: string, charactersMax: number): string {
  let end = 0
  for (const character of text) {
    if (charactersMax-- <= 0) break
    end += character.length
  }
  return text.slice(0, end).replace(NOT_IN_XML, REPLACEMENT)
}

/** A JSON text as SQS takes it: what it refuses is escaped, so that reading it gives the same. */
export function messageJson(json: string): string {
  return json.replace(NOT_IN_XML, escapeUnit)
}

function escapeUnit(unit: string): string {
  return `\\u${codeOf(unit).padStart(4, '0')}`
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16)
}
