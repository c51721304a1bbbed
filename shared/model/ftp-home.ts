/** What fits five times into a session policy, which AWS bounds at 2,048 characters. */
const HOME_LENGTH_MAX = 150
/** The service's own. */
const RESERVED = '.wellknown'

/** What stands where a home is no good. */
export const HOME_EXPECTED = `a directory of the bucket such as /incoming/studio, or / for all of it: ASCII letters, digits, blanks and !'()+,-.=@_&, at most ${HOME_LENGTH_MAX} characters, no . or .. between slashes, and not in /${RESERVED}`

/**
 * A home directory in its one form: a slash before each name, none at the end. Undefined for what is none. No character of it means
 * anything in a policy, in JSON or in a URL's path.
 */
export function parseHome(text: string): string | undefined {
  if (!text.startsWith('/')) return undefined
  const names = text.split('/').filter((name) => name !== '')
  const isSound = names.every((name) => /^[\w !'()+,.=@&-]+$/.test(name) && !/^\.{1,2}$/.test(name))
  const home = `/${names.join('/')}`
  return isSound && names[0] !== RESERVED && home.length <= HOME_LENGTH_MAX ? home : undefined
}

/** What the keys of all objects in a home begin with; nothing for the whole bucket. */
export function prefixOfHome(home: string): string {
  return home === '/' ? '' : `${home.slice(1)}/`
}
