import { z } from 'zod'
import { numberSetting, type Setting } from '../../shared/config/settings.ts'

/** One parameter of a deploy: how it is read from its text, and what messages and the docs say of it. */
export interface Parameter<Value> extends Setting<Value> {
  /** The line of .env that gives it, where there is one. */
  readonly variable?: string
  /** True where it may be left out, or be empty. */
  readonly isOptional?: true
}

/** Yes or no. CloudFormation's conditions compare texts, so that any other word would be a silent no. */
export function flag(what: string): Parameter<boolean> {
  const schema = z.enum(['true', 'false']).transform((text) => text === 'true')
  return { schema, expected: `${what}: true or false`, example: 'true' }
}

/** One of a few words. */
export function choice<const Word extends string>(what: string, words: readonly Word[]): Parameter<Word> {
  const last = words.at(-1) ?? ''
  const expected = `${what}: ${words.slice(0, -1).join(', ')} or ${last}`
  return { schema: z.enum(words), expected, example: last }
}

/** A whole number. It has one form only: CloudFormation's conditions compare texts, for which 00 is not 0. */
export function whole(what: string, min: number, max: number): Parameter<number> {
  const schema = z
    .string()
    .regex(/^(0|[1-9]\d*)$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
  return { ...numberSetting({ what, min, max }), schema }
}

/** A text of a form, which words after the colon describe. */
export function text(pattern: RegExp, expected: string, example: string): Parameter<string> {
  return { schema: z.string().regex(pattern), expected, example }
}

/** The same, or nothing at all. */
export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | undefined> {
  const nothing = z.literal('').transform(() => undefined)
  return { ...parameter, schema: z.union([nothing, parameter.schema]).optional(), isOptional: true }
}

/** The same, in whose place people may put a secret by mistake: what was found is not repeated. */
export function unshown<Value>(parameter: Parameter<Value>): Parameter<Value> {
  return { ...parameter, secret: true }
}

/** The same, given by a line of .env. */
export function fromVariable<Value>(variable: string, setting: Setting<Value>): Parameter<Value> {
  return { ...setting, variable }
}

/** When EventBridge calls. Source: Amazon EventBridge User Guide, "Schedule types". */
export function schedule(what: string): Parameter<string> {
  return {
    schema: z.string().refine((given) => isRate(given) || isCron(given)),
    expected: `${what}: as in rate(1 hour), rate(90 minutes) or cron(0 6 * * ? *)`,
    example: 'rate(6 hours)',
  }
}

function isRate(given: string): boolean {
  const [, count, plural] = /^rate\(([1-9]\d*) (?:minute|hour|day)(s?)\)$/.exec(given) ?? []
  return count !== undefined && (count === '1') === (plural === '')
}

function isCron(given: string): boolean {
  const [, inner = ''] = /^cron\(([\w*?,/#-]+(?: [\w*?,/#-]+){5})\)$/.exec(given) ?? []
  const [, , dayOfMonth, , dayOfWeek] = inner.split(' ')
  // Only one of the two may say a day.
  return (dayOfMonth === '?') !== (dayOfWeek === '?')
}

/** The name of a bucket, in which CloudFormation may still have to put the account and the region. */
export function bucketName(what: string): Parameter<string> {
  return {
    schema: z.string().refine((given) => isBucketName(filledIn(given))),
    expected: `${what}: 3 to 63 lowercase letters, digits, dots and hyphens`,
    example: 'my-studio-uploads',
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
}

function filledIn(name: string): string {
  return name.replace(/\$\{AWS::AccountId\}/g, '123456789012').replace(/\$\{AWS::Region\}/g, 'ap-southeast-1')
}
