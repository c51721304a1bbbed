import type { Attributes, StructuredValue } from '../model/attributes.ts'
import { IDENTITY_PREFIX } from '../model/label.ts'
import type { MatchedRule } from './rules.ts'
import { nameOf } from './rules.ts'
import type { RuleOptions } from './schema.ts'
import { allValuesOf, type Facts, readValue, splitList, structuredValueOf, ValueFault } from './values.ts'

/** The attributes of the asset of an object, or why there are none. */
export function attributesOf(matched: MatchedRule, facts: Facts): Attributes | ValueFault {
  const { options, dynamicFolders, path } = matched
  const structuredMetadata = structuredMetadataOf(options, facts)
  if (structuredMetadata instanceof ValueFault) return structuredMetadata
  const tags = tagsOf(options, facts)
  const accessControl = accessOf(options, facts)?.accessControl ?? options.accessControl
  return {
    context: { ...contextOf(options, facts), ...identityOf(facts) },
    ...(tags && { tags }),
    ...(structuredMetadata && { structuredMetadata }),
    ...(accessControl && { accessControl }),
    ...(dynamicFolders && { placement: { assetFolder: folderOf(path), displayName: nameOf(path) } }),
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
    source_key: key,
    source_etag: object.etag,
    source_last_modified: new Date(object.lastModifiedMs).toISOString(),
    ...(object.versionId === undefined ? {} : { source_version_id: object.versionId }),
  }
}

function contextOf({ context = {}, contextFrom = {} }: RuleOptions, facts: Facts): Record<string, string> {
  const values: Record<string, string> = {}
  const { '*': all, ...named } = contextFrom
  for (const [name, value] of Object.entries(all === undefined ? {} : allValuesOf(all, facts))) {
    if (!name.startsWith(IDENTITY_PREFIX) && value !== '') values[name] = value
  }
  for (const [name, from] of Object.entries(named)) {
    const value = from === undefined ? undefined : readValue(from, facts)
    if (value) values[name] = value
  }
  return { ...context, ...values }
}

function tagsOf({ tags, tagsFrom }: RuleOptions, facts: Facts): string[] | undefined {
  if (!tags && !tagsFrom) return undefined
  const found = (tagsFrom ?? []).flatMap((from) => splitList(readValue(from, facts) ?? '', from))
  return [...new Set([...(tags ?? []), ...found])].sort()
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

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
