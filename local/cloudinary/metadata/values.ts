import { z } from 'zod'
import type { Metadata, MetadataValue } from '../asset.ts'
import type { GivenMetadata } from '../key-values.ts'
import { Refusal } from '../refusal.ts'
import type { MetadataField, ValidationRule } from './field.ts'

/** All fields by their external ids. */
export type Fields = ReadonlyMap<string, MetadataField>

function isChoice({ datasource }: MetadataField, id: string): boolean {
  return datasource?.values.some(({ external_id, state }) => external_id === id && state === 'active') ?? false
}

function readInteger(text: string): number | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  return Number.isSafeInteger(value) ? value : undefined
}

// Undefined where the text is no value of the field's type.
function readValue(field: MetadataField, given: string | readonly string[]): MetadataValue | undefined {
  if (field.type === 'set') {
    return typeof given !== 'string' && given.every((id) => isChoice(field, id)) ? [...given] : undefined
  }
  if (typeof given !== 'string') return undefined
  switch (field.type) {
    case 'integer':
      return readInteger(given)
    case 'date':
      return z.iso.date().safeParse(given).data
    case 'enum':
      return isChoice(field, given) ? given : undefined
    case 'string':
      return given
  }
}

function keepsRule(rule: ValidationRule, value: MetadataValue): boolean {
  if (rule.type === 'strlen') {
    const length = typeof value === 'string' ? value.length : 0
    return length >= (rule.min ?? 0) && length <= (rule.max ?? Infinity)
  }
  if (rule.equals && value === rule.value) return true
  return rule.type === 'greater_than' ? value > rule.value : value < rule.value
}

function isValid({ validation }: MetadataField, value: MetadataValue): boolean {
  return (
    validation === null ||
    (validation.type === 'and' ? validation.rules : [validation]).every((rule) => keepsRule(rule, value))
  )
}

/** Says whether a field takes a value that is typed already, as a default is. */
export function takesValue(field: MetadataField, value: MetadataValue): boolean {
  const isOfType = field.type === 'integer' ? typeof value === 'number' : typeof value !== 'number'
  const read = isOfType ? readValue(field, typeof value === 'number' ? String(value) : value) : undefined
  return read !== undefined && isValid(field, read)
}

function acceptValue(field: MetadataField, given: string | readonly string[]): MetadataValue | undefined {
  if (given.length === 0) {
    if (field.mandatory) throw new Refusal(400, `Metadata field ${field.external_id} is mandatory`)
    return undefined
  }
  const value = readValue(field, given)
  if (value !== undefined && isValid(field, value)) return value
  const shown = typeof given === 'string' ? given : JSON.stringify(given)
  throw new Refusal(400, `Value ${shown} is invalid for field ${field.external_id}`)
}

/** Sets what is given; an empty value takes the value away. Refuses fields that do not exist and values they do not take. */
export function mergeMetadata(fields: Fields, before: Metadata, given: GivenMetadata): Metadata {
  const unknown = Object.keys(given).filter((id) => !fields.has(id))
  if (unknown.length > 0)
    throw new Refusal(400, `The following metadata fields do not exist: ${JSON.stringify(unknown)}`)
  const merged = new Map(Object.entries(before))
  for (const [id, field] of fields) {
    const value = Object.hasOwn(given, id) ? acceptValue(field, given[id] ?? '') : merged.get(id)
    if (value === undefined) merged.delete(id)
    else merged.set(id, value)
  }
  return Object.fromEntries(merged)
}

/** Gives a new asset's metadata: what is given, and the defaults of the fields for which nothing is. */
export function initialMetadata(fields: Fields, given: GivenMetadata): Metadata {
  const merged = mergeMetadata(fields, {}, given)
  const missing = [...fields.values()].filter(({ external_id }) => !Object.hasOwn(given, external_id))
  const defaults = missing.flatMap(({ external_id, default_value, default_disabled, mandatory }) => {
    if (default_value !== null && !default_disabled) return [[external_id, default_value]]
    if (mandatory) throw new Refusal(400, `Metadata field ${external_id} is mandatory`)
    return []
  })
  return { ...merged, ...Object.fromEntries(defaults) }
}
