import { decodeEscapes, ESCAPE, HEX_PAIR, percentEncode } from '../model/escape.ts'
import { countCharacters } from './value-limits.ts'

// Cloudinary forbids these in a public ID and in a folder; each has a full-width form that it takes and that people recognise.
const FORBIDDEN = '?&#\\<>+%'
const FULL_WIDTH_OFFSET = 0xfee0
const FULL_WIDTH = [...FORBIDDEN].map(toFullWidth).join('')
const SEGMENT_CHARACTERS_MAX = 255
const FOLDER_CHARACTERS_MAX = 255
// A public ID has no segment of these names; of a folder's, only those lead elsewhere that do so everywhere.
const RESERVED = /^(v\d+|images|videos|\.\.?)$/
const RESERVED_IN_FOLDERS = /^\.\.?$/

/** A public ID, or why the key cannot have one. */
export type PublicIdResult = { readonly publicId: string } | { readonly impossible: string }

/**
 * Encodes a path as a public ID, so that no two paths share one and the path can be had back:
 * - a forbidden character becomes its full-width form;
 * - what has no form (control characters, spaces at the ends, slashes that part nothing, reserved segments, and the
 *   full-width characters that this file writes) is percent-encoded as UTF-8, with the full-width percent sign.
 */
export function encodePublicId(path: string): PublicIdResult {
  const publicId = encodeEnds(encodeSegments(path, RESERVED))
  const last = countCharacters(publicId.slice(publicId.lastIndexOf('/') + 1))
  if (last <= SEGMENT_CHARACTERS_MAX) return { publicId }
  const most = `the last segment of a public ID has at most ${SEGMENT_CHARACTERS_MAX} characters`
  return { impossible: `${most}, this one has ${last}; rename the object` }
}

/** Encodes the path of an asset folder, as public IDs are encoded. One that is too long ends at the last segment that fits. */
export function encodeFolder(path: string): string {
  const segments = encodeSegments(path, RESERVED_IN_FOLDERS).split('/').map(encodeEnds)
  let characters = -1
  const excess = segments.findIndex((segment) => {
    characters += 1 + countCharacters(segment)
    return characters > FOLDER_CHARACTERS_MAX
  })
  return segments.slice(0, excess < 0 ? undefined : excess).join('/')
}

/** The name that an asset is shown under: as it is, but for slashes and what cannot be shown. */
export function encodeDisplayName(name: string): string {
  return name.replace(/[/\p{Cc}]/gu, percentEncode)
}

/** Parts the extension from the name by a full-width stop, so that the ID does not end as a file name does. */
export function setApart(publicId: string): string {
  return publicId.replace(/\.(?=[^.]*$)/, '．')
}

/** The path of a public ID that `encodePublicId` made. */
export function decodePublicId(publicId: string): string {
  return decodeEscapes(publicId, decodeCharacter)
}

function decodeCharacter(character: string): string {
  const index = FULL_WIDTH.indexOf(character)
  if (character === '．') return '.'
  return index < 0 ? character : (FORBIDDEN[index] ?? character)
}

function encodeSegments(path: string, reserved: RegExp): string {
  const segments = path.split('/')
  return segments.map((segment, index) => separatorAt(segments, index) + encodeSegment(segment, reserved)).join('')
}

function encodeEnds(text: string): string {
  return text.replace(/^\s|\s$/gu, percentEncode)
}

/** A public ID has no empty segment: a slash beside one is encoded. */
function separatorAt(segments: readonly string[], index: number): string {
  if (index === 0) return ''
  const partsNothing = segments[index - 1] === '' || (index === segments.length - 1 && segments[index] === '')
  return partsNothing ? percentEncode('/') : '/'
}

function encodeSegment(segment: string, reserved: RegExp): string {
  const start = reserved.test(segment) ? 1 : 0
  return percentEncode(segment.slice(0, start)) + encodeCharacters(segment.slice(start))
}

function encodeCharacters(text: string): string {
  return text.replace(/[?&#\\<>+]|%(?![0-9A-F]{2})|%|[？＆＃＼＜＞＋％．]|\p{Cc}/gu, (character, at: number) => {
    if (character === '%') return HEX_PAIR.test(text.slice(at + 1)) ? percentEncode(character) : ESCAPE
    return FORBIDDEN.includes(character) ? toFullWidth(character) : percentEncode(character)
  })
}

function toFullWidth(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH_OFFSET)
}
