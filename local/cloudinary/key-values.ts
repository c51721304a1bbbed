/** Structured metadata as it is sent: texts, and lists of texts. */
export type GivenMetadata = Readonly<Record<string, string | string[]>>

// A backslash and what follows it are one token, so that an escaped separator does not separate.
function splitUnescaped(text: string, separator: string): string[] {
  const parts = ['']
  for (const token of text.match(/\\.|./gs) ?? []) {
    if (token === separator) parts.push('')
    else parts[parts.length - 1] += token
  }
  return parts
}

const unescapeText = (text: string): string => text.replace(/\\(.)/gs, '$1')

function parsePairs(text: string): [string, string][] {
  return splitUnescaped(text, '|')
    .map((pair) => splitUnescaped(pair, '='))
    .map(([name = '', ...rest]): [string, string] => [unescapeText(name).trim(), rest.join('=')])
    .filter(([name]) => name !== '')
}

/** Reads `name=value|name=value`, where a backslash before `=`, `|` or a backslash makes it part of the value. */
export const parseContext = (text: string): Record<string, string> =>
  Object.fromEntries(parsePairs(text).map(([name, value]) => [name, unescapeText(value)]))

const quotedItems = /"((?:\\.|[^"\\])*)"/gs

function parseMetadataValue(value: string): string | string[] {
  if (!/^\[.*\]$/s.test(value)) return unescapeText(value)
  return [...value.matchAll(quotedItems)].map(([, item = '']) => unescapeText(item))
}

/** Reads structured metadata: like context, but a value in brackets is a list of quoted strings. */
export const parseMetadata = (text: string): GivenMetadata =>
  Object.fromEntries(parsePairs(text).map(([name, value]) => [name, parseMetadataValue(value)]))
