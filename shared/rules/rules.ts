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

interface CompiledRule {
  readonly name: string
  readonly rule: Rule
  readonly matches: (key: string) => boolean
}

/** What all keys of a rule have in common. */
interface Common extends Pick<MatchedRule, 'rule' | 'options' | 'isPlaced' | 'sizeBytesMax'> {
  readonly digestOfPath: (path: string) => string
}

/** mirror.config.ts, ready to be asked about keys. */
export class Rules {
  readonly config: MirrorConfig
  readonly #rules: readonly CompiledRule[]
  readonly #faultOfName: (key: string) => string | undefined
  readonly #sources: readonly { readonly prefix: string; readonly folder: string }[]
  readonly #defaults: Common
  readonly #commons: ReadonlyMap<CompiledRule, Common>

  constructor(config: MirrorConfig = {}) {
    this.config = config
    this.#rules = (config.rules ?? []).map(compile)
    this.#defaults = this.#commonOf(undefined)
    this.#commons = new Map(this.#rules.map((rule) => [rule, this.#commonOf(rule)]))
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
    if (match?.rule.ignore) return { kind: 'ignored', reason: `ignored by ${match.name}` }
    const path = [source.folder, key.slice(source.prefix.length)].filter(Boolean).join('/')
    return this.#matched(path, match)
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

  #matched(path: string, match: CompiledRule | undefined): MatchedRule {
    const { digestOfPath, ...common } = (match && this.#commons.get(match)) ?? this.#defaults
    return {
      kind: 'matched',
      ...common,
      path,
      // Most who ask what becomes of a key do not ask for it.
      get digest() {
        return digestOfPath(path)
      },
    }
  }

  #commonOf(match: CompiledRule | undefined): Common {
    const { name: _, match: __, ignore: ___, ...own } = match?.rule ?? { match: '' }
    const options: RuleOptions = { ...this.config.defaults, ...own }
    // Accounts with fixed folders pass over both; which ones they are cannot be asked for each change.
    const isPlaced = this.config.folders !== 'fixed'
    const sizeBytesMax = this.config.sizeLimits
    const digestOfPath = digestByPath({ isPlaced, options }, { sizeBytesMax, version: ASSETS_VERSION })
    return { rule: match?.name ?? 'the defaults', options, isPlaced, sizeBytesMax, digestOfPath }
  }
}

/**
 * What `digestOf` says of `before`, `path` and `after` together, where their names are in this order. Only the path differs from key
 * to key, and a sweep asks for each.
 */
function digestByPath(before: object, after: object): (path: string) => string {
  const head = sortedJson(before).slice(0, -1)
  const tail = sortedJson(after).slice(1)
  return (path) => hash('sha256', `${head},"path":${JSON.stringify(path)},${tail}`, 'base64url')
}

function compile(rule: Rule, index: number): CompiledRule {
  const globs = typeof rule.match === 'string' ? [rule.match] : [...rule.match]
  return { name: rule.name ?? `rule ${index + 1} (${globs.join(', ')})`, rule, matches: keyMatcher(globs) }
}

/** All places that the values of the options come from. */
function sourcesOf({ accessBy, tagsFrom, contextFrom, structuredMetadata }: RuleOptions): string[] {
  const fields = Object.values(structuredMetadata ?? {}).map(({ from }) => from)
  const contexts = Object.values(contextFrom ?? {}).filter((from) => from !== undefined)
  return [...(accessBy ? [accessBy.from] : []), ...(tagsFrom ?? []), ...contexts, ...fields]
}

/** A digest of plain data, equal where the data are equal, whatever the order of their names. */
export function digestOf(value: unknown): string {
  return hash('sha256', sortedJson(value), 'base64url')
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => sortNames(inner))
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
