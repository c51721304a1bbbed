import type { Metadata } from './asset.ts'

// A backslash makes the next character plain; `separator` splits only where no backslash stands before it.
function splitUnescaped(text: string, separator: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    const last = parts.length - 1
    if (character === separator) parts.push('')
    else if (character === '\\') parts[last] += text.slice(at, ++at + 1)
    else parts[last] += character
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
export const parseMetadata = (text: string): Metadata =>
  Object.fromEntries(parsePairs(text).map(([name, value]) => [name, parseMetadataValue(value)]))
