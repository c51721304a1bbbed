import { expectedGlob, keyMatcher } from '../../shared/rules/globs.ts'
import { UsageError } from './usage-error.ts'

/**
 * True for the keys that a glob means, as the rules have them, and for the key that is the text itself: a key may have
 * characters that mean something in a glob. Throws a UsageError for a glob that may take long to match strangers' keys.
 */
export function keyOrGlob(text: string): (key: string) => boolean {
  const expected = expectedGlob(text)
  if (expected !== undefined && text.includes('*')) {
    throw new UsageError(`expected --key to be ${expected}, found ${JSON.stringify(text)}`)
  }
  const matches = expected === undefined ? keyMatcher([text]) : () => false
  return (key) => key === text || matches(key)
}
