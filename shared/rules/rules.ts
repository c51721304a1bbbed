import { hash } from 'node:crypto'
import { keyMatcher } from './globs.ts'
import { nameChecker } from './names.ts'
import { extensionOf } from './resource-type.ts'
import type { MirrorConfig, Rule, RuleOptions } from './schema.ts'

/** Where the service keeps its own marker objects, which are never mirrored. */
export const MARKER_PREFIX = '.wellknown/'

/**
 * The version of how desired assets are made and sent. It is part of every rules digest: a release that makes other assets from
 * the same rules raises it, and a sweep then finds them all. tests/rules/assets-version.test.ts tells when.
 */
export const ASSETS_VERSION = 1

/** What the rules say of a key by its name alone. */
export type RuleMatch = { readonly kind: 'ignored'; readonly reason: string } | MatchedRule

export interface MatchedRule {
  readonly kind: 'matched'
  /** The rule that matched, for people. */
  readonly rule: string
  readonly options: RuleOptions
  /** The key with its source's prefix replaced by the folder. */
  readonly path: string
  /** True where it is said in which folder, and under which name, the asset is shown. */
  readonly isPlaced: boolean
  readonly sizeBytesMax: MirrorConfig['sizeLimits']
  /** Digest of all this, and of how assets are made: where it has not changed, nothing of an unchanged object's asset has. */
  readonly digest: string
}

/** What has to be read of an object beside its HEAD. */
export interface Needs {
  readonly tags: boolean
  /** The first bytes, which tell the resource type. */
  readonly content: boolean
}

/** What is the same for all keys that a rule matches, or the defaults. */
type Verdict = Pick<MatchedRule, 'rule' | 'options' | 'isPlaced' | 'sizeBytesMax'>

interface CompiledRule {
  readonly matches: (key: string) => boolean
  readonly isIgnored: boolean
  readonly verdict: Verdict
  readonly digestOf: (path: string) => string
}

/** mirror.config.ts, ready to be asked about keys. */
export class Rules {
  readonly config: MirrorConfig
  /** The last one stands for the defaults, and matches all. */
  readonly #rules: readonly CompiledRule[]
  readonly #faultOfName: (key: string) => string | undefined
  readonly #sources: readonly { readonly prefix: string; readonly folder: string }[]

  constructor(config: MirrorConfig = {}) {
    this.config = config
    const defaults = { matches: () => true, isIgnored: false, ...judge('the defaults', {}, config) }
    this.#rules = [...(config.rules ?? []).map((rule, index) => compile(rule, index, config)), defaults]
    this.#faultOfName = nameChecker(config)
    this.#sources = (config.sources ?? [{}])
      .map(({ prefix = '', folder = '' }) => ({ prefix, folder }))
      // The longest prefix speaks for a key.
      .sort((a, b) => b.prefix.length - a.prefix.length)
  }

  /** What becomes of a key: the first rule that matches says it. */
  matchRule(key: string): RuleMatch {
    if (key.endsWith('/')) return { kind: 'ignored', reason: 'a folder marker' }
    if (key.startsWith(MARKER_PREFIX)) return { kind: 'ignored', reason: 'a marker of the service' }
    const source = this.#sources.find(({ prefix }) => key.startsWith(prefix))
    if (!source) return { kind: 'ignored', reason: 'outside of every source' }
    const fault = this.#faultOfName(key)
    if (fault !== undefined) return { kind: 'ignored', reason: fault }
    const match = this.#rules.find(({ matches }) => matches(key))
    if (!match) throw new Error('expected the defaults to match every key')
    const { isIgnored, verdict, digestOf } = match
    if (isIgnored) return { kind: 'ignored', reason: `ignored by ${verdict.rule}` }
    const path = [source.folder, key.slice(source.prefix.length)].filter(Boolean).join('/')
    return {
      kind: 'matched',
      ...verdict,
      path,
      // Most who ask what becomes of a key do not ask for it.
      get digest() {
        return digestOf(path)
      },
    }
  }

  /** What has to be read of the key's object beside its HEAD. */
  needsOf(key: string): Needs {
    const match = this.matchRule(key)
    if (match.kind === 'ignored') return { tags: false, content: false }
    const { options } = match
    const content = options.resourceType === 'auto'
    return { tags: sourcesOf(options).some((source) => source.startsWith('tag:')), content }
  }

  /** Seconds that a delete or a copy of the key waits for its other half, where a rule says so. */
  settleSecondsOf(key: string): number | undefined {
    const match = this.matchRule(key)
    return match.kind === 'matched' ? match.options.settleSeconds : undefined
  }
}

function compile({ name, match, ignore = false, ...own }: Rule, index: number, config: MirrorConfig): CompiledRule {
  const globs = typeof match === 'string' ? [match] : match
  const judged = judge(name ?? `rule ${index + 1} (${globs.join(', ')})`, own, config)
  return { matches: keyMatcher(globs), isIgnored: ignore, ...judged }
}

function judge(rule: string, own: RuleOptions, { defaults, folders, sizeLimits }: MirrorConfig) {
  // Accounts with fixed folders pass over both; which ones they are cannot be asked for each change.
  const isPlaced = folders !== 'fixed'
  const verdict: Verdict = { rule, options: { ...defaults, ...own }, isPlaced, sizeBytesMax: sizeLimits }
  return { verdict, digestOf: digester(verdict) }
}

/**
 * Makes the digests of a verdict at paths. They are digestOf({ version, path, options, isPlaced, sizeBytesMax }); what is the
 * same for all paths is written out once, as a sweep asks for the digest of each key.
 */
function digester({ options, isPlaced, sizeBytesMax }: Verdict): (path: string) => string {
  const before = canonical({ isPlaced, options }).slice(0, -1)
  const after = canonical({ sizeBytesMax, version: ASSETS_VERSION }).slice(1)
  return (path) => sha256(`${before},"path":${JSON.stringify(path)},${after}`)
}

/** All places that the values of the options come from. */
function sourcesOf({ accessBy, tagsFrom, contextFrom, structuredMetadata }: RuleOptions): string[] {
  const fields = Object.values(structuredMetadata ?? {}).map(({ from }) => from)
  const contexts = Object.values(contextFrom ?? {}).filter((from) => from !== undefined)
  return [...(accessBy ? [accessBy.from] : []), ...(tagsFrom ?? []), ...contexts, ...fields]
}

/** A digest of plain data, equal where the data are equal, whatever the order of their names. */
export function digestOf(value: unknown): string {
  return sha256(canonical(value))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => sortNames(inner))
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64url')
}

function sortNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The path without the extension of its name, and that extension without its dot. */
export function splitExtension(path: string): { readonly stem: string; readonly extension: string } {
  const extension = extensionOf(path)
  return { stem: extension ? path.slice(0, -(extension.length + 1)) : path, extension }
}
