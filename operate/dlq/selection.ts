import { keyOrGlob } from '../cli/keys.ts'

import type { DeadLetter } from './explain.ts'

/** The options that say which letters are meant. */
export const selectionOptions = {
  key: { usage: 'Only keys that match this glob, such as "uploads/**"', type: 'string', shortcut: 'k' },
  reason: { usage: 'Only this reason code, such as cloudinary-400', type: 'string' },
} as const

/** Which letters are meant: those for which all that is given holds. */
export interface Selection {
  /** A glob, as the rules have them. */
  readonly key: string | undefined
  readonly reason: string | undefined
  /** Unix milliseconds. */
  readonly sinceMs?: number | undefined
}

/** True for the letters that a selection means; one that is about several keys is meant where one of them is. */
export function selector({ key, reason, sinceMs = 0 }: Selection): (dead: DeadLetter) => boolean {
  const matches = key === undefined ? undefined : keyOrGlob(key)
  return ({ letter, keys, code }) =>
    (matches === undefined || keys.some(matches)) &&
    (reason === undefined || code === reason) &&
    letter.sentMs >= sinceMs
}
