import { keyMatcher } from '../../shared/rules/globs.ts'

/** True for the keys that a glob means, as the rules have them, and for the key that is the text itself. */
export function keyOrGlob(text: string): (key: string) => boolean {
  const matches = keyMatcher([text])
  return (key) => key === text || matches(key)
}
