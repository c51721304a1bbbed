import type { Attributes, StructuredValue } from '../model/attributes.ts'
import { encodeLabel, IDENTITY_PREFIX } from '../model/label.ts'
import { nameOf } from '../model/object-key.ts'
import { encodeDisplayName, encodeFolder } from './public-id.ts'
import type { MatchedRule } from './rules.ts'
import type { RuleOptions } from './schema.ts'
import {
  CONTEXT_PAIRS_MAX,
  type Expectation,
  expectedContextName,
  expectedContextValue,
  expectedTag,
  TAGS_MAX,
} from './value-limits.ts'
import { allValuesOf, type Facts, readValue, splitList, structuredValueOf, ValueFault } from './values.ts'

/** The attributes of the asset of an object, or why there are none. */
export function attributesOf(matched: MatchedRule, facts: Facts): Attributes | ValueFault {
  const { options, isPlaced, path } = matched
  const structuredMetadata = structuredMetadataOf(options, facts)
  if (structuredMetadata instanceof ValueFault) return structuredMetadata
  const context = contextOf(options, facts)
  if (context instanceof ValueFault) return context
  const tags = tagsOf(options, facts)
  if (tags instanceof ValueFault) return tags
  const accessControl = accessOf(options, facts)?.accessControl ?? options.accessControl
  return {
    context: { ...context, ...identityOf(facts) },
    ...(tags && { tags }),
    ...(structuredMetadata && { structuredMetadata }),
    ...(accessControl && { accessControl }),
    ...(isPlaced && { placement: placementOf(path) }),
    ...(options.eager && { eager: options.eager }),
  }
}

/** What the object's tag or metadata says of its access, where a rule asks for it. */
export function accessOf({ accessBy }: RuleOptions, facts: Facts) {
  if (!accessBy) return undefined
  const value = readValue(accessBy.from, facts)
  const named = value !== undefined && Object.hasOwn(accessBy.values, value) ? accessBy.values[value] : undefined
  return named ?? accessBy.otherwise
}

/** The source identity: what an asset was made from. It says what was observed, never what was stored. */
function identityOf({ bucket, key, object }: Facts): Record<string, string> {
  return {
    source_bucket: bucket,
    source_key: encodeLabel(key),
    source_etag: object.etag,
    source_last_modified: new Date(object.lastModifiedMs).toISOString(),
    ...(object.versionId === undefined ? {} : { source_version_id: object.versionId }),
  }
}

function contextOf({ context = {}, contextFrom = {} }: RuleOptions, facts: Facts): Record<string, string> | ValueFault {
  const values = new Map(Object.entries(context))
  for (const { name, value, from } of readContext(contextFrom, facts)) {
    // Cloudinary takes no empty value: it is none.
    if (value.trim() === '') continue
    const fault = faultOf(name, expectedContextName, from) ?? faultOf(value, expectedContextValue, from)
    if (fault) return fault
    values.set(name, value)
  }
  if (values.size <= CONTEXT_PAIRS_MAX) return Object.fromEntries(values)
  return new ValueFault(`at most ${CONTEXT_PAIRS_MAX} values`, String(values.size), 'context')
}

interface ReadValue {
  readonly name: string
  readonly value: string
  readonly from: string
}

function readContext({ '*': all, ...named }: NonNullable<RuleOptions['contextFrom']>, facts: Facts): ReadValue[] {
  const every = Object.entries(all === undefined ? {} : allValuesOf(all, facts))
    .filter(([name]) => !name.startsWith(IDENTITY_PREFIX))
    .map(([name, value]) => ({ name, value, from: `${all === 'tag:*' ? 'tag' : 'metadata'}:${name}` }))
  const own = Object.entries(named).map(([name, from = '']) => ({ name, value: readValue(from, facts) ?? '', from }))
  return [...every, ...own]
}

function faultOf(found: string, expectedOf: Expectation, from: string): ValueFault | undefined {
  const expected = expectedOf(found)
  return expected === undefined ? undefined : new ValueFault(expected, found, from)
}

function tagsOf({ tags, tagsFrom }: RuleOptions, facts: Facts): string[] | ValueFault | undefined {
  if (!tags && !tagsFrom) return undefined
  const all = new Set(tags)
  for (const from of tagsFrom ?? []) {
    for (const tag of splitList(readValue(from, facts) ?? '', from)) {
      const fault = faultOf(tag, expectedTag, from)
      if (fault) return fault
      all.add(tag)
    }
  }
  return all.size <= TAGS_MAX ? [...all].sort() : new ValueFault(`at most ${TAGS_MAX} tags`, String(all.size), 'tags')
}

function structuredMetadataOf(
  { structuredMetadata }: RuleOptions,
  facts: Facts,
): Record<string, StructuredValue> | ValueFault | undefined {
  if (!structuredMetadata) return undefined
  const values: Record<string, StructuredValue> = {}
  for (const [id, field] of Object.entries(structuredMetadata)) {
    const text = readValue(field.from, facts)
    const value = text === undefined || text === '' ? '' : structuredValueOf(field, text)
    if (value instanceof ValueFault) return value
    values[id] = value
  }
  return values
}

function placementOf(path: string): NonNullable<Attributes['placement']> {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
  return { assetFolder: encodeFolder(folder), displayName: encodeDisplayName(nameOf(path)) }
}
