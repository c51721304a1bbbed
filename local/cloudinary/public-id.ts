import type { SettingValues } from './settings.ts'

const forbiddenCharacters = /[?&#\\%<>+\p{Cc}]/u
const forbiddenSegment = /^(v\d+|images|videos)$/
const charactersMax = 255

// A surrogate pair is one character.
function characterCount(text: string): number {
  return Array.from(text).length
}

/** Gives the public id under which Cloudinary keeps what is sent for one: some characters come back as `_`. */
export function keptPublicId(publicId: string, replaced: string): string {
  return Array.from(publicId, (character) => (replaced.includes(character) ? '_' : character)).join('')
}

/** Says why Cloudinary does not take this public id, or nothing when it does. */
export function faultOfPublicId(
  publicId: string,
  limit: SettingValues['publicIdLimit'] = 'last segment',
): string | undefined {
  const segments = publicId.split('/')
  const limited = limit === 'whole' ? publicId : (segments.at(-1) ?? '')
  if (characterCount(limited) > charactersMax) {
    return `public_id (${publicId}) is too long. At most ${charactersMax} characters are allowed`
  }
  const isWrong =
    publicId === '' ||
    /^[\s/]|[\s/]$/.test(publicId) ||
    forbiddenCharacters.test(publicId) ||
    segments.some((segment) => forbiddenSegment.test(segment))
  return isWrong ? `public_id (${publicId}) is invalid` : undefined
}
