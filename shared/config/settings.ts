import * as z from 'zod'
import { ConfigError, type ConfigFault } from '../model/config-error.ts'

/** How one setting is read from its text. */
export interface Setting<Value> {
  readonly schema: z.ZodType<Value, string | undefined>
  readonly expected: string
  readonly example: string
  /** True where the value must not be repeated in a message. */
  readonly secret?: true
}

type Values<Settings> = { [Name in keyof Settings]: Settings[Name] extends Setting<infer Value> ? Value : never }

/**
 * Reads all settings from texts such as process.env, or throws one ConfigError that lists every fault, each with where its text comes
 * from, as far as `originOf` can tell.
 */
export function readSettings<const Settings extends Readonly<Record<string, Setting<unknown>>>>(
  settings: Settings,
  texts: Readonly<Record<string, string | undefined>>,
  originOf: (name: string) => string | undefined = () => undefined,
): Values<Settings> {
  const faults: ConfigFault[] = []
  const shape = Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema]))
  const parsed = z.object(shape).safeParse(texts)
  if (parsed.success) return parsed.data as Values<Settings>
  const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
  for (const name of names) {
    const setting = settings[name]
    if (!setting) continue
    const { expected, example } = setting
    faults.push({ name, expected, found: describeFound(texts[name], setting), example })
  }
  const count = faults.length === 1 ? '1 setting is' : `${faults.length} settings are`
  throw new ConfigError(`${count} missing or malformed`, faults).from(originOf)
}

/** What was found in the place of a value, in words that repeat no secret. */
export function describeFound(text: string | undefined, setting: Pick<Setting<unknown>, 'secret'>): string {
  if (text === undefined || text === '') return 'nothing'
  return setting.secret ? 'something else (not shown, it is secret)' : JSON.stringify(text)
}

/** A text that must be there. */
export function textSetting(expected: string, example: string): Setting<string> {
  return { schema: z.string().min(1), expected, example }
}

/** A URL that may be left out. */
export function optionalUrlSetting(what: string): Setting<string | undefined> {
  const schema = z.union([z.literal('').transform(() => undefined), z.url({ protocol: /^https?$/ })]).optional()
  return { schema, expected: `${what}: an http or https URL, or nothing`, example: 'https://example.com/' }
}

/** A whole number within bounds. With a fallback the setting may be left out. */
export function numberSetting(of: { what: string; min: number; max: number; fallback?: number }): Setting<number> {
  const { what, min, max, fallback } = of
  const number = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max))
  return {
    schema:
      fallback === undefined ? number : z.union([z.literal('').transform(() => fallback), number]).default(fallback),
    expected: `${what}: a whole number from ${min} to ${max}`,
    example: String(fallback ?? min),
  }
}
