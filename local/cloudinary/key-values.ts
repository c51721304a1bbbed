/** Context: texts by name. */
export type Context = Readonly<Record<string, string>>

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

function unescapeText(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}

function parsePairs(text: string): [string, string][] {
  return splitUnescaped(text, '|')
    .map((pair) => splitUnescaped(pair, '='))
    .map(([name = '', ...rest]): [string, string] => [unescapeText(name).trim(), rest.join('=')])
    .filter(([name]) => name !== '')
}

/** Reads `name=value|name=value`, where a backslash before `=`, `|` or a backslash makes it part of the value. */
export function parseContext(text: string): Record<string, string> {
  return Object.fromEntries(parsePairs(text).map(([name, value]) => [name, unescapeText(value)]))
}

/** Sets context values; one that is set to nothing is removed. */
export function mergeContext(before: Context, given: Context): Context {
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ''))
}

function parseMetadataValue(value: string): string | string[] {
  if (!/^\[.*\]$/s.test(value)) return unescapeText(value)
  // Every second part stands between two quotes, but for the last one where a quote is missing.
  const parts = splitUnescaped(value, '"')
  return parts.filter((_, index) => index % 2 === 1 && index < parts.length - 1).map(unescapeText)
}

/** Reads structured metadata: like context, but a value in brackets is a list of quoted strings. */
export function parseMetadata(text: string): GivenMetadata {
  return Object.fromEntries(parsePairs(text).map(([name, value]) => [name, parseMetadataValue(value)]))
}
