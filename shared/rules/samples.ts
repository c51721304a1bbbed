/** What no glob of anybody's is likely to name: stars stand for these by turns. */
const WORDS = ['zq7', 'Wk_ 9é'] as const
const SAMPLES_MAX = 64

/** Keys that a glob may mean, few and varied. They are guesses: whoever uses them asks the glob whether it means them. */
export function samplesOf(glob: string): readonly string[] {
  return expandBraces(glob)
    .flatMap((plain) => WORDS.flatMap((word) => deepVariants(plain, word).map((one) => fillIn(one, word))))
    .slice(0, SAMPLES_MAX)
}

/** Each alternative of the braces; the beginning of a range. */
function expandBraces(glob: string): readonly string[] {
  const open = indexOf(glob, '{', 0)
  if (open < 0) return [glob]
  const close = closing(glob, open)
  if (close < 0) return [glob]
  const inner = glob.slice(open + 1, close)
  const parts = alternatives(inner)
  const choices = parts.length > 1 ? parts : [inner.split('..')[0] ?? inner]
  return choices.flatMap((one) => expandBraces(glob.slice(0, open) + one + glob.slice(close + 1)))
}

function alternatives(inner: string): string[] {
  const parts = ['']
  let depth = 0
  for (const character of inner) {
    if (character === '{') depth += 1
    if (character === '}') depth -= 1
    if (character === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

function closing(glob: string, open: number): number {
  let depth = 0
  for (let at = open; at < glob.length; at++) {
    if (glob[at] === '\\') at += 1
    else if (glob[at] === '{') depth += 1
    else if (glob[at] === '}' && --depth === 0) return at
  }
  return -1
}

/** Where a character stands that no backslash takes its meaning. */
function indexOf(glob: string, character: string, from: number): number {
  for (let at = from; at < glob.length; at++) {
    if (glob[at] === '\\') at += 1
    else if (glob[at] === character) return at
  }
  return -1
}

/** Two stars stand for no folder, for one and for two. */
function deepVariants(glob: string, word: string): readonly string[] {
  if (!glob.includes('**')) return [glob]
  const folders = [
    ['**/', ''],
    ['**', word],
    ['**', `${word}/${word}`],
  ] as const
  return folders.map(([stars, text]) => glob.replaceAll(stars, () => text).replaceAll('**', word))
}

function fillIn(glob: string, word: string): string {
  return glob
    .replace(/(?<!\\)\[\^[^\]]+\]/g, 'z')
    .replace(/(?<!\\)\[(.)[^\]]*\]/g, '$1')
    .replace(/(?<!\\)\*/g, word)
    .replace(/(?<!\\)\?/g, 'z')
    .replace(/\\(.)/g, '$1')
}
