import type { Asset } from '../asset.ts'

/** Sets context values; one that is set to nothing is removed. */
export function mergeContext(before: Asset['context'], given: Asset['context']): Asset['context'] {
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ''))
}

/** Puts lists of tags together, each tag once. */
export const mergeTags = (...lists: (readonly string[])[]): string[] => [...new Set(lists.flat())]
