import type { OptionValues } from '../cli/command.ts'
import { keyOrGlob } from '../cli/keys.ts'
import { optionalSeconds, optionalText } from '../cli/options.ts'
import type { DeadLetter } from './explain.ts'

/** The options that say which letters are meant. */
export const selectionOptions = {
  key: { usage: 'Only keys that match this glob, such as "uploads/**"', type: 'string', shortcut: 'k' },
  prefix: { usage: 'Only keys that begin with it', type: 'string', shortcut: 'p' },
  reason: { usage: 'Only this reason code, such as cloudinary-400', type: 'string' },
  since: { usage: 'Only messages younger than this, such as 2h', type: 'string' },
} as const

/** Which letters are meant: those for which all that is given holds. */
export interface Selection {
  /** A glob, as the rules have them. */
  readonly key: string | undefined
  readonly prefix?: string | undefined
  readonly reason: string | undefined
  /** Unix milliseconds. */
  readonly sinceMs?: number | undefined
}

/** The selection that options say. */
export function readSelection(options: OptionValues, nowMs: number): Selection {
  const since = optionalSeconds(options, 'since')
  return {
    key: optionalText(options, 'key'),
    prefix: optionalText(options, 'prefix'),
    reason: optionalText(options, 'reason'),
    sinceMs: since === undefined ? undefined : nowMs - since * 1000,
  }
}

/** True where all letters are meant. */
export function isEverything({ key, prefix, reason, sinceMs }: Selection): boolean {
  return [key, prefix, reason, sinceMs].every((one) => one === undefined)
}

/** True for the letters that a selection means; one that is about several keys is meant where one of them is. */
export function selector({ key, prefix, reason, sinceMs = 0 }: Selection): (dead: DeadLetter) => boolean {
  const matches = key === undefined ? undefined : keyOrGlob(key)
  return ({ letter, keys, code }) =>
    (matches === undefined || keys.some(matches)) &&
    (prefix === undefined || keys.some((one) => one.startsWith(prefix))) &&
    (reason === undefined || code === reason) &&
    letter.sentMs >= sinceMs
}
