import type { z } from 'zod'

// Source: Cloudinary's reference of the Upload API and its pages on folders, tags and contextual metadata.
const folderCharactersMax = 255
const tagCharactersMax = 255
const tagsMax = 1000
const contextValueCharactersMax = 1024
const contextPairsMax = 1000
const forbiddenInFolders = /[?&#\\%<>+]/
const controlsButNewline = /(?!\n)\p{Cc}/u

// A surrogate pair is one character.
function isLonger(value: string, charactersMax: number): boolean {
  return Array.from(value).length > charactersMax
}

function tooLong(what: string, charactersMax: number): string {
  return `${what} is too long. At most ${charactersMax} characters are allowed`
}

/** A check of a schema's that refuses a value for which there is a fault, in the fault's words. */
export function refusing<Value>(faultOf: (value: Value) => string | undefined) {
  return (value: Value, context: z.RefinementCtx): void => {
    const message = value === undefined ? undefined : faultOf(value)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }
}

/** Says why Cloudinary does not take this asset folder, or nothing when it does. */
export function faultOfAssetFolder(folder: string | undefined = ''): string | undefined {
  if (isLonger(folder, folderCharactersMax)) return tooLong(`asset_folder (${folder})`, folderCharactersMax)
  const isWrong = forbiddenInFolders.test(folder) || /^\s|\s$/.test(folder)
  return isWrong ? `asset_folder (${folder}) is invalid` : undefined
}

/** Says why Cloudinary does not take this display name, or nothing when it does. */
export function faultOfDisplayName(name: string | undefined = ''): string | undefined {
  return name.includes('/') ? `display_name (${name}) cannot contain forward slashes` : undefined
}

/** Says why Cloudinary does not take these tags, or nothing when it does. */
export function faultOfTags(tags: readonly string[]): string | undefined {
  if (tags.length > tagsMax) return `Too many tags. At most ${tagsMax} are allowed`
  const long = tags.find((tag) => isLonger(tag, tagCharactersMax))
  return long === undefined ? undefined : tooLong(`Tag (${long})`, tagCharactersMax)
}

/** Says why Cloudinary does not take this context, or nothing when it does. */
export function faultOfContext(context: Readonly<Record<string, string>>): string | undefined {
  const pairs = Object.entries(context)
  if (pairs.length > contextPairsMax) return `Too many context keys. At most ${contextPairsMax} are allowed`
  for (const [name, value] of pairs) {
    if (isLonger(name, tagCharactersMax)) return tooLong(`Context key (${name})`, tagCharactersMax)
    if (name.includes(',')) return `Context key (${name}) is invalid`
    if (isLonger(value, contextValueCharactersMax)) {
      return tooLong(`Context value of ${name}`, contextValueCharactersMax)
    }
    if (controlsButNewline.test(value)) return `Context value of ${name} contains invalid characters`
  }
  return undefined
}

/** As `faultOfContext`, where an empty value removes nothing. */
export function faultOfWholeContext(context: Readonly<Record<string, string>>): string | undefined {
  const empty = Object.entries(context).find(([, value]) => value === '')
  return empty ? `Context value of ${empty[0]} is empty` : faultOfContext(context)
}
