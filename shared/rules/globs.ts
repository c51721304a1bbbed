import picomatch from 'picomatch'

// A glob becomes a regular expression, which tries its stars against each other. Measured on keys of 1,024 bytes that were
// made to be slow: two stars in a segment take 3 ms, three 190 ms, four 6 s; two `**/` take 24 ms, three 320 ms, four 20 s.
// Of 58,000 random globs within all these limits the slowest took 42 ms.
const SEGMENT_STARS_MAX = 2
const DEEP_STARS_MAX = 2
const STARS_MAX = 6
const BRACES_MAX = 4

/** What is expected of a glob, so that no key that someone may write takes long to match; undefined where it is so. */
export function expectedGlob(glob: string): string | undefined {
  const bare = glob.replace(/\\./gs, '_')
  if (/[()]/.test(bare)) return 'a glob without parentheses, but for those behind a backslash'
  if (/[\]}]\+/.test(bare)) return 'a glob without a plus sign behind a bracket or brace'
  if (/[^/]\*\*|\*\*[^/]/.test(bare)) return 'a glob in which ** stands alone between slashes'
  if (bare.split('{').length - 1 > BRACES_MAX) return `a glob with at most ${BRACES_MAX} pairs of braces`
  if (countMatches(bare, /\*\*\//g) > DEEP_STARS_MAX) return `a glob with at most ${DEEP_STARS_MAX} times **/`
  if (countMatches(bare, /\*+/g) > STARS_MAX) return `a glob with at most ${STARS_MAX} stars`
  const isGood = segmentsOf(bare).every((segment) => countMatches(segment, /\*+/g) <= SEGMENT_STARS_MAX)
  return isGood
    ? undefined
    : `a glob with at most ${SEGMENT_STARS_MAX} stars between two slashes; a list may have several globs`
}

/** True for the keys that one of the globs means. A glob without a slash is for names in any folder, as in .gitignore. */
export function keyMatcher(globs: readonly string[]): (key: string) => boolean {
  const anywhere = globs.map((glob) => (glob.includes('/') ? glob : `**/${glob}`))
  return anyOf(anywhere, { dot: true, nonegate: true })
}

/** True for the keys whose name, whatever its case, one of the globs means; one with a slash at its end means folders. */
export function nameMatcher(globs: readonly string[]): (key: string) => boolean {
  const options = { dot: true, nocase: true, nonegate: true }
  const isName = anyOf(
    globs.filter((glob) => !glob.endsWith('/')),
    options,
  )
  const folders = globs.filter((glob) => glob.endsWith('/')).map((glob) => glob.slice(0, -1))
  const isFolder = anyOf(folders, options)
  return (key) => {
    const segments = key.split('/')
    const name = segments.pop() ?? ''
    return (name !== '' && isName(name)) || segments.some((segment) => segment !== '' && isFolder(segment))
  }
}

/**
 * What picomatch says of a list of globs, by one regular expression: names are checked for every event and every key of a sweep, and
 * thirty globs, one after the other, took a third of what a sweep does for a key.
 */
function anyOf(globs: readonly string[], options: picomatch.PicomatchOptions): (text: string) => boolean {
  if (globs.length === 0) return () => false
  // A text that is the glob itself is meant too.
  const literal = new Set(globs)
  const expressions = globs.map((glob) => picomatch.makeRe(glob, options))
  const union = new RegExp(expressions.map(({ source }) => `(?:${source})`).join('|'), expressions[0]?.flags)
  return (text) => text !== '' && (literal.has(text) || union.test(text))
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

/** What lies between slashes. Those within braces part nothing, for what stands around the braces is beside both sides. */
function segmentsOf(glob: string): string[] {
  const segments = ['']
  let depth = 0
  for (const character of glob) {
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    if (character === '/' && depth <= 0) segments.push('')
    else segments[segments.length - 1] += character
  }
  return segments
}
