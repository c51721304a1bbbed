/** How much of their paths two keys share: whole segments from the end (the base name first), and from the beginning. */
export interface Closeness {
  readonly tail: number
  readonly head: number
}

export function closenessOf(a: string, b: string): Closeness {
  const [one, other] = [a.split('/'), b.split('/')]
  return { tail: sharedSegments(one.reverse(), other.reverse()), head: sharedSegments(a.split('/'), b.split('/')) }
}

/** Sorts the closer first: the base name counts more than the folder. */
export function compareCloseness(a: Closeness, b: Closeness): number {
  return b.tail - a.tail || b.head - a.head
}

function sharedSegments(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((segment, index) => segment !== b[index])
  return differing === -1 ? a.length : differing
}
