import { keyMatcher } from './globs.ts'
import { Rules } from './rules.ts'
import { samplesOf } from './samples.ts'
import type { MirrorConfig, Rule, RuleOptions } from './schema.ts'

/** Lists and records of an option: a rule's takes the place of the defaults', and nothing is put together. */
const REPLACING = ['tags', 'tagsFrom', 'context', 'contextFrom', 'structuredMetadata'] as const

interface Named {
  readonly name: string
  readonly rule: Rule
  readonly globs: readonly string[]
}

/** What is allowed in the rules, and hardly ever meant: a sentence for each. */
export function lintRules(config: MirrorConfig): readonly string[] {
  const rules = (config.rules ?? []).map((rule, index): Named => {
    const globs = typeof rule.match === 'string' ? [rule.match] : [...rule.match]
    return { name: rule.name ?? `rule ${index + 1} (${globs.join(', ')})`, rule, globs }
  })
  return [
    ...rules.flatMap(({ name, globs }) =>
      globs.filter(isAnchored).map((glob) => `${name}: ${quote(glob)}: ${slashAdvice(glob)}`),
    ),
    ...rules.flatMap((one, index) => neverMatching(one, rules.slice(0, index), config)),
    ...rules.flatMap(({ name, rule }) => replacing(name, rule, config.defaults ?? {})),
  ]
}

function isAnchored(text: string): boolean {
  return /^\.?\//.test(text)
}

function slashAdvice(text: string): string {
  return `keys do not begin with a slash, so that it means none of them; write ${quote(text.replace(/^\.?\/+/, ''))}`
}

/** Judges by keys that the rule means: where all of a varied lot go elsewhere, it is hardly ever asked. */
function neverMatching({ name, globs }: Named, before: readonly Named[], config: MirrorConfig): readonly string[] {
  if (globs.some(isAnchored)) return []
  const keys = keysOf(globs, config)
  const asRules = new Rules({ ...config, rules: [] })
  const taken = keys.map((key) => {
    const match = asRules.matchRule(key)
    const earlier = before.find((one) => keyMatcher(one.globs)(key))
    return match.kind === 'ignored' ? match.reason : earlier && `${earlier.name} comes first`
  })
  const [why] = taken
  if (why === undefined || taken.includes(undefined)) return []
  return [`${name} never matches: ${[...new Set(taken)].join('; ')} (such as ${quote(keys[0] ?? '')})`]
}

function keysOf(globs: readonly string[], { sources = [] }: MirrorConfig): readonly string[] {
  const matches = keyMatcher(globs)
  const prefixes = ['', ...sources.map(({ prefix = '' }) => prefix)]
  const samples = globs.flatMap(samplesOf)
  return [...new Set(prefixes.flatMap((prefix) => samples.map((sample) => prefix + sample)))].filter(matches)
}

function replacing(name: string, rule: RuleOptions, defaults: RuleOptions): readonly string[] {
  return REPLACING.flatMap((option) => {
    const own = namesIn(rule[option])
    const lost = namesIn(defaults[option])?.filter((one) => own && !own.includes(one)) ?? []
    if (!own || lost.length === 0) return []
    return [
      `${name}: its ${option} replace those of the defaults, without ${lost.join(', ')}; repeat what is meant to stay`,
    ]
  })
}

function namesIn(value: RuleOptions[(typeof REPLACING)[number]]): readonly string[] | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) ? value.map(String) : Object.keys(value)
}

function quote(text: string): string {
  return JSON.stringify(text)
}
