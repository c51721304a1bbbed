import type { StructuredValue } from '../model/attributes.ts'
import { nameOf } from '../model/object-key.ts'
import type { ObservedObject } from '../model/observation.ts'
import type { StructuredField } from './schema.ts'
import { countCharacters } from './value-limits.ts'

/** Everything that the value of an attribute can be taken from. */
export interface Facts {
  readonly bucket: string
  readonly key: string
  readonly object: ObservedObject
}

const FOUND_CHARACTERS_MAX = 80

/** A value that is not what its field, or Cloudinary, takes. */
export class ValueFault {
  readonly reason: string

  constructor(expected: string, found: string, from: string) {
    const isLong = found.length > FOUND_CHARACTERS_MAX
    const shown = JSON.stringify(isLong ? `${found.slice(0, FOUND_CHARACTERS_MAX)}...` : found)
    this.reason = `expected ${expected} in ${from}, found ${shown}${isLong ? ` (${countCharacters(found)} characters)` : ''}`
  }
}

/** The value of `metadata:NAME`, `tag:NAME` or `source:NAME`; undefined where the object has none. */
export function readValue(from: string, facts: Facts): string | undefined {
  const colon = from.indexOf(':')
  const name = from.slice(colon + 1)
  switch (from.slice(0, colon)) {
    case 'metadata':
      // S3 knows these names in lower case only.
      return own(facts.object.metadata, name.toLowerCase())
    case 'tag':
      return own(facts.object.tags, name)
    default:
      return sourceValueOf(name, facts)
  }
}

/** All values of `metadata:*` or `tag:*` by name. */
export function allValuesOf(from: string, { object }: Facts): Readonly<Record<string, string>> {
  return from === 'tag:*' ? object.tags : object.metadata
}

/** Converts a text to what a structured metadata field takes. */
export function structuredValueOf(field: StructuredField, text: string): StructuredValue | ValueFault {
  switch (field.type) {
    case 'string':
      return text
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : new ValueFault('a whole number', text, field.from)
    case 'date':
      return dateOf(text) ?? new ValueFault('a date such as 2026-11-24', text, field.from)
    case 'enum':
      return entryOf(field, text)
    case 'set': {
      const entries = splitList(text, field.from).map((part) => entryOf(field, part))
      const fault = entries.find((entry) => entry instanceof ValueFault)
      return fault ?? entries.filter((entry) => typeof entry === 'string')
    }
  }
}

/** The parts of a list: parted by commas, semicolons or bars; in S3's tags, which take none of these, by slashes. */
export function splitList(text: string, from: string): string[] {
  const parts = text.split(from.startsWith('tag:') ? '/' : /[,;|]/)
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

function entryOf({ values, from }: StructuredField, text: string): string | ValueFault {
  if (!values) return text
  return own(values, text) ?? new ValueFault(`one of ${Object.keys(values).join(', ')}`, text, from)
}

function dateOf(text: string): string | undefined {
  const [, day] = /^(\d{4}-\d\d-\d\d)(T.*)?$/.exec(text) ?? []
  const date = day === undefined ? undefined : new Date(`${day}T00:00:00Z`)
  // 2026-02-30 would roll over into March.
  return date && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day ?? '') ? day : undefined
}

function sourceValueOf(name: string, { bucket, key, object }: Facts): string | undefined {
  const values: Readonly<Record<string, string | undefined>> = {
    bucket,
    key,
    name: nameOf(key),
    etag: object.etag,
    versionId: object.versionId,
    lastModified: new Date(object.lastModifiedMs).toISOString(),
    size: String(object.sizeBytes),
  }
  return own(values, name)
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
