/**
 * Decodes a header's value as S3 returns user metadata that is not US-ASCII: `=?UTF-8?B?...?=` or `=?UTF-8?Q?...?=`.
 * Source: Amazon S3 User Guide, "User-defined object metadata"; RFC 2047.
 */
export function decodeHeaderText(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, '?==?')
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
    encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : decodeQuoted(text),
  )
}

function decodeQuoted(text: string): string {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
