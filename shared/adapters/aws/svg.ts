/** What may come before the root element of an SVG, which has no signature of its own: how each begins, and ends. */
const BEFORE_ROOT = [
  ['<?', '?>'],
  ['<!--', '-->'],
] as const

/** True for a text whose root element is `svg`. Goes over the text once: it is a stranger's. */
export function isSvg(text: string): boolean {
  for (let at = skipSpace(text, text.startsWith('\ufeff') ? 1 : 0); ; at = skipSpace(text, at)) {
    const end = endOfComment(text, at) ?? (isDoctype(text, at) ? endOfDoctype(text, at) : undefined)
    if (end === undefined) return /^<(svg:)?svg[\s>/]/i.test(text.slice(at, at + 9))
    if (end < 0) return false
    at = end
  }
}

function isDoctype(text: string, at: number): boolean {
  return /^<!doctype\s/i.test(text.slice(at, at + 10))
}

/** Behind a comment or an instruction that begins here; -1 where it does not end, undefined where none begins. */
function endOfComment(text: string, at: number): number | undefined {
  const found = BEFORE_ROOT.find(([opening]) => text.startsWith(opening, at))
  if (!found) return undefined
  const end = text.indexOf(found[1], at + found[0].length)
  return end < 0 ? -1 : end + found[1].length
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (/\s/.test(text.charAt(at))) at++
  return at
}

/** Behind a document type, whose internal subset may have brackets and angles in quotes and comments; -1 where it does not end. */
function endOfDoctype(text: string, from: number): number {
  let isSubset = false
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    const comment = isSubset ? endOfComment(text, at) : undefined
    if (comment !== undefined) {
      if (comment < 0) return -1
      at = comment - 1
    } else if (character === '"' || character === "'") {
      const end = text.indexOf(character, at + 1)
      if (end < 0) return -1
      at = end
    } else if (character === '[') isSubset = true
    else if (character === ']') isSubset = false
    else if (character === '>' && !isSubset) return at + 1
  }
  return -1
}
