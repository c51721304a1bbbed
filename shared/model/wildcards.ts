/** True where a name has `*` or `?` in it, and so may be a pattern. */
export function hasWildcards(name: string): boolean {
  return /[*?]/.test(name)
}

/**
 * Whether a name fits a pattern, in which `*` stands for any characters and `?` for one. Each star but the last is settled by the
 * first place that fits: the cost is at most the product of the two lengths, however many stars there are.
 */
export function matchesWildcards(name: string, pattern: string): boolean {
  let at = 0
  let next = 0
  // Where to go on when what follows the last star does not fit after all.
  let star = -1
  let starAt = 0
  while (at < name.length) {
    if (pattern[next] === '*') {
      star = next++
      starAt = at
    } else if (pattern[next] === '?' || pattern[next] === name[at]) {
      next++
      at++
    } else if (star >= 0) {
      next = star + 1
      at = ++starAt
    } else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}
