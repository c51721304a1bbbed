// Source: Cloudinary's reference of the Upload API, and its pages on tags and contextual metadata.
const CONTEXT_VALUE_CHARACTERS_MAX = 1024
const NAME_CHARACTERS_MAX = 255
const CONTROL_BUT_NEWLINE = /(?!\n)\p{Cc}/u
const NOT_IN_NAMES = /^\s|\s$|[,\p{Cc}]/u

/** Cloudinary takes 1,000 pairs of context; those that say where the asset comes from are among them. */
export const CONTEXT_PAIRS_MAX = 990

/** The tags that an asset can have. */
export const TAGS_MAX = 1000

/** A check of a value: what is expected of it, where that is not what it is. */
export type Expectation = (value: string) => string | undefined

/** What Cloudinary expects of a context value; undefined where it takes this one. */
export function expectedContextValue(value: string): string | undefined {
  if (value.trim() === '') return 'a value that is not empty'
  if (countCharacters(value) > CONTEXT_VALUE_CHARACTERS_MAX) {
    return `at most ${CONTEXT_VALUE_CHARACTERS_MAX} characters`
  }
  return CONTROL_BUT_NEWLINE.test(value) ? 'no control characters but newlines' : undefined
}

/** What Cloudinary expects of the name of a context value; undefined where it takes this one. */
export function expectedContextName(name: string): string | undefined {
  if (name === '' || countCharacters(name) > NAME_CHARACTERS_MAX)
    return `a name of 1 to ${NAME_CHARACTERS_MAX} characters`
  if (!NOT_IN_NAMES.test(name)) return undefined
  return 'a name without commas and control characters, and without spaces at its ends'
}

/** What Cloudinary expects of a tag; undefined where it takes this one. */
export function expectedTag(tag: string): string | undefined {
  if (tag.includes(',')) return 'a tag without a comma'
  const isGood = tag.trim() !== '' && countCharacters(tag) <= NAME_CHARACTERS_MAX
  return isGood ? undefined : `a tag of 1 to ${NAME_CHARACTERS_MAX} characters`
}

/** Cloudinary counts a surrogate pair as one. */
export function countCharacters(text: string): number {
  return [...text].length
}
