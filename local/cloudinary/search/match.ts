import type { Asset } from '../asset.ts'
import { Refusal } from '../refusal.ts'
import type { Expression, Term } from './expression.ts'

type Value = string | number
type Read = (asset: Asset) => Value | readonly Value[] | undefined

const lastSegment = (publicId: string): string => publicId.slice(publicId.lastIndexOf('/') + 1)

/** What an asset can be searched and sorted by. */
const readers: Readonly<Record<string, Read>> = {
  asset_folder: ({ assetFolder }) => assetFolder,
  asset_id: ({ assetId }) => assetId,
  bytes: ({ bytes }) => bytes,
  created_at: ({ createdAt }) => createdAt,
  display_name: ({ displayName }) => displayName,
  etag: ({ etag }) => etag,
  filename: ({ publicId }) => lastSegment(publicId),
  folder: ({ assetFolder }) => assetFolder,
  format: ({ format }) => format,
  height: ({ height }) => height,
  public_id: ({ publicId }) => publicId,
  resource_type: ({ resourceType }) => resourceType,
  tags: ({ tags }) => tags,
  type: ({ type }) => type,
  updated_at: ({ updatedAt }) => updatedAt,
  uploaded_at: ({ version }) => new Date(version * 1000).toISOString().replace('.000Z', 'Z'),
  version: ({ version }) => version,
  width: ({ width }) => width,
}

/** Gives the reader of a field, or refuses one that cannot be searched. */
export function readerOf(field: string): Read {
  const [head, name] = [field.slice(0, field.indexOf('.')), field.slice(field.indexOf('.') + 1)]
  if (head === 'context') return ({ context }) => context[name]
  if (head === 'metadata') return ({ metadata }) => metadata[name]
  const reader = Object.hasOwn(readers, field) ? readers[field] : undefined
  if (!reader) throw new Refusal(400, `Invalid field in expression - ${field}`)
  return reader
}

function compare(value: Value, { operator, value: wanted, isPrefix }: Term): boolean {
  const text = String(value)
  if (isPrefix) return text.toLowerCase().startsWith(wanted.toLowerCase())
  if (operator === '=') return text === wanted
  if (operator === ':') return text.toLowerCase() === wanted.toLowerCase()
  const [left, right] = typeof value === 'number' ? [value, Number(wanted)] : [text, wanted]
  if (operator === '>') return left > right
  if (operator === '>=') return left >= right
  return operator === '<' ? left < right : left <= right
}

const anywhere: Read = ({ publicId, displayName, tags, context }) => [
  publicId,
  displayName,
  lastSegment(publicId),
  ...tags,
  ...Object.values(context),
]

function meetsTerm(asset: Asset, term: Term): boolean {
  const read = term.field === undefined ? anywhere : readerOf(term.field)
  return [read(asset) ?? []].flat().some((value) => compare(value, term))
}

/** Says whether an asset meets an expression. */
export function meets(asset: Asset, expression: Expression): boolean {
  switch (expression.kind) {
    case 'term':
      return meetsTerm(asset, expression)
    case 'not':
      return !meets(asset, expression.of)
    case 'and':
      return expression.of.every((part) => meets(asset, part))
    case 'or':
      return expression.of.some((part) => meets(asset, part))
  }
}
