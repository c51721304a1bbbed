import type { OptionValues } from './command.ts'
import { parseDuration } from './duration.ts'
import { UsageError } from './usage-error.ts'

/** S3 takes no longer key, in UTF-8. */
const KEY_BYTES_MAX = 1024

/** The value of an option that must be there. */
export function requiredText(options: OptionValues, name: string): string {
  const value = options[name]
  if (typeof value === 'string' && value !== '') return value
  throw new UsageError(`expected --${name}, found ${value === undefined ? 'nothing' : JSON.stringify(value)}`)
}

/** The value of an option that may be left out. */
export function optionalText(options: OptionValues, name: string): string | undefined {
  return options[name] === undefined ? undefined : requiredText(options, name)
}

/** The value of the option that names an object key; undefined where it is left out. */
export function optionalKey(options: OptionValues): string | undefined {
  const key = optionalText(options, 'key')
  const bytes = Buffer.byteLength(key ?? '')
  if (bytes <= KEY_BYTES_MAX) return key
  throw new UsageError(
    `expected --key to have at most ${KEY_BYTES_MAX} bytes of UTF-8, as S3's keys do, found ${bytes}`,
  )
}

/** The value of the option that names an object key, which must be there. */
export function requiredKey(options: OptionValues): string {
  return optionalKey(options) ?? requiredText(options, 'key')
}

/** The value of an option that is a whole number of at least `min`; undefined where it is left out. */
export function optionalNumber(options: OptionValues, name: string, min: number): number | undefined {
  const text = optionalText(options, name)
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text) && Number(text) >= min) return Number(text)
  throw new UsageError(`expected --${name} to be a whole number of at least ${min}, found ${JSON.stringify(text)}`)
}

/** The seconds of an option that is a duration, such as --since; undefined where it is left out. */
export function optionalSeconds(options: OptionValues, name: string): number | undefined {
  const text = optionalText(options, name)
  if (text === undefined) return undefined
  const seconds = parseDuration(text)
  if (seconds !== undefined) return seconds
  throw new UsageError(`expected --${name} to be a duration such as 90s, 2h or 1d, found ${JSON.stringify(text)}`)
}
