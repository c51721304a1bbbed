import { Refusal } from './reply.ts'

const keyBytesMax = 1024
// The service keeps its own marker there.
const hiddenDirectory = '.wellknown'

/** Whether a name of the bucket's top level belongs to the service, not to the users of FTP. */
export function isHidden(topLevelName: string): boolean {
  return topLevelName === hiddenDirectory
}

/** The path that clients see for a key: `a/b` is `/a/b`, the empty key is the root. */
export function pathOf(key: string): string {
  return `/${key}`
}

/** The prefix of all keys in a directory. */
export function prefixOf(directory: string): string {
  return directory === '' ? '' : `${directory}/`
}

/**
 * The key that a path names, without slashes at either end; empty for the root. Only empty segments, `.` and `..` are
 * resolved, and `..` stops at the root: two different names never become one key.
 */
export function resolveKey(directory: string, path: string): string {
  const segments: string[] = []
  for (const segment of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  refuseUnusable(segments)
  return segments.join('/')
}

/** The key of something to make, move or remove: without a name it would be the working directory itself. */
export function resolveNamedKey(directory: string, path: string): string {
  if (path === '') throw new Refusal(501, 'The name is missing.')
  return resolveKey(directory, path)
}

/** The key of a file to read or write: the root and paths with a slash at the end are directories. */
export function resolveFileKey(directory: string, path: string): string {
  const key = resolveNamedKey(directory, path)
  if (key === '' || /(?:^|\/)\.{0,2}$/.test(path)) throw new Refusal(550, 'Is a directory.')
  return key
}

function refuseUnusable(segments: readonly string[]): void {
  const key = segments.join('/')
  if (isHidden(segments[0] ?? '')) throw new Refusal(550, 'This name is reserved.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they cannot be listed, neither by FTP nor by S3.
  if (/[\x00-\x1f\x7f]/.test(key)) throw new Refusal(553, 'Names cannot contain control characters.')
  if (Buffer.byteLength(key) > keyBytesMax) throw new Refusal(553, 'The name is longer than 1024 bytes.')
}
