// Cloudinary forbids these in a public ID; each has a full-width form that it takes and that people recognise.
const FORBIDDEN = '?&#\\<>+%'
const FULL_WIDTH_OFFSET = 0xfee0
const ESCAPE = toFullWidth('%')
const FULL_WIDTH = [...FORBIDDEN].map(toFullWidth).join('')
const SEGMENT_CHARACTERS_MAX = 255
const HEX_PAIR = /^[0-9A-F]{2}/

/** A public ID, or why the key cannot have one. */
export type PublicIdResult = { readonly publicId: string } | { readonly impossible: string }

/**
 * Encodes a path as a public ID, so that no two paths share one and the path can be had back:
 * - a forbidden character becomes its full-width form;
 * - what has no form (control characters, spaces at the ends, slashes that part nothing, reserved segments, and the
 *   full-width characters that this file writes) is percent-encoded as UTF-8, with the full-width percent sign.
 */
export function encodePublicId(path: string): PublicIdResult {
  const segments = path.split('/')
  const joined = segments.map((segment, index) => separatorAt(segments, index) + encodeSegment(segment)).join('')
  const publicId = joined.replace(/^\s|\s$/gu, percentEncode)
  const last = [...publicId.slice(publicId.lastIndexOf('/') + 1)].length
  if (last <= SEGMENT_CHARACTERS_MAX) return { publicId }
  const most = `the last segment of a public ID has at most ${SEGMENT_CHARACTERS_MAX} characters`
  return { impossible: `${most}, this one has ${last}; rename the object` }
}

/** Parts the extension from the name by a full-width stop, so that the ID does not end as a file name does. */
export function setApart(publicId: string): string {
  return publicId.replace(/\.(?=[^.]*$)/, '．')
}

/** The path of a public ID that `encodePublicId` made. */
export function decodePublicId(publicId: string): string {
  const bytes: Buffer[] = []
  for (let at = 0; at < publicId.length; ) {
    const character = String.fromCodePoint(publicId.codePointAt(at) ?? 0)
    const hex = publicId.slice(at + 1, at + 3)
    const isEscape = character === ESCAPE && HEX_PAIR.test(hex)
    bytes.push(isEscape ? Buffer.from(hex, 'hex') : Buffer.from(decodeCharacter(character)))
    at += isEscape ? 3 : character.length
  }
  return Buffer.concat(bytes).toString()
}

function decodeCharacter(character: string): string {
  const index = FULL_WIDTH.indexOf(character)
  if (character === '．') return '.'
  return index < 0 ? character : (FORBIDDEN[index] ?? character)
}

/** A public ID has no empty segment: a slash beside one is encoded. */
function separatorAt(segments: readonly string[], index: number): string {
  if (index === 0) return ''
  const partsNothing = segments[index - 1] === '' || (index === segments.length - 1 && segments[index] === '')
  return partsNothing ? percentEncode('/') : '/'
}

function encodeSegment(segment: string): string {
  const isReserved = /^(v\d+|images|videos|\.\.?)$/.test(segment)
  const start = isReserved ? 1 : 0
  return percentEncode(segment.slice(0, start)) + encodeCharacters(segment.slice(start))
}

function encodeCharacters(text: string): string {
  return text.replace(/[?&#\\<>+]|%(?![0-9A-F]{2})|%|[？＆＃＼＜＞＋％．]|\p{Cc}/gu, (character, at: number) => {
    if (character === '%') return HEX_PAIR.test(text.slice(at + 1)) ? percentEncode(character) : ESCAPE
    return FORBIDDEN.includes(character) ? toFullWidth(character) : percentEncode(character)
  })
}

function percentEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => ESCAPE + byte.toString(16).toUpperCase().padStart(2, '0')).join('')
}

function toFullWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH_OFFSET)
}
