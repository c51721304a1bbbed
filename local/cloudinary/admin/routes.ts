import {
  type Address,
  assetIdSchema,
  type DeliveryType,
  deliveryTypeSchema,
  type ResourceType,
  resourceTypeSchema,
} from '../asset.ts'

/** Which part of the account a list is taken from; the parameters name the folder, or the key and value of context. */
export interface Scope {
  readonly resourceType?: ResourceType
  readonly type?: DeliveryType
  readonly tag?: string
  readonly byContext?: boolean
  readonly byFolder?: boolean
}

/** Which assets a deletion is about, apart from what its parameters say. */
export type DeletionScope =
  | { readonly by: 'address'; readonly resourceType: ResourceType; readonly type: DeliveryType }
  | { readonly by: 'tag'; readonly resourceType: ResourceType; readonly tag: string }
  | { readonly by: 'asset ids' }

/** A call below /metadata_fields. */
export interface FieldsCall {
  readonly method: string
  readonly path: readonly string[]
}

/** A call below /upload_presets. */
export interface PresetsCall {
  readonly method: string
  readonly path: readonly string[]
}

/** A call of the Admin API. */
export type AdminCall =
  | { readonly call: 'ping' | 'usage' | 'resource types' | 'resources by asset ids' }
  | { readonly call: 'resources'; readonly scope: Scope }
  | { readonly call: 'resource'; readonly address: Address }
  | { readonly call: 'resource by asset id'; readonly assetId: string }
  | { readonly call: 'update'; readonly address: Address }
  | ({ readonly call: 'fields' } & FieldsCall)
  | ({ readonly call: 'presets' } & PresetsCall)
  | { readonly call: 'delete'; readonly scope: DeletionScope }

function addressCall(method: string, address: Address): AdminCall | undefined {
  if (method === 'GET') return { call: 'resource', address }
  return method === 'POST' ? { call: 'update', address } : undefined
}

function tagCall(method: string, resourceType: ResourceType, tag: string): AdminCall | undefined {
  if (method === 'GET') return { call: 'resources', scope: { resourceType, tag } }
  return method === 'DELETE' ? { call: 'delete', scope: { by: 'tag', resourceType, tag } } : undefined
}

function typedCall(method: string, resourceType: ResourceType, rest: readonly string[]): AdminCall | undefined {
  const [part, ...idParts] = rest
  const id = idParts.join('/')
  if (part === 'tags' && id !== '') return tagCall(method, resourceType, id)
  if (part === 'context' && id === '' && method === 'GET') {
    return { call: 'resources', scope: { resourceType, byContext: true } }
  }
  const type = deliveryTypeSchema.safeParse(part).data
  if (part !== undefined && !type) return undefined
  if (type && id !== '') return addressCall(method, { resourceType, type, publicId: id })
  if (method === 'GET') return { call: 'resources', scope: { resourceType, ...(type && { type }) } }
  return method === 'DELETE' && type ? { call: 'delete', scope: { by: 'address', resourceType, type } } : undefined
}

function resourcesCall(method: string, rest: readonly string[]): AdminCall | undefined {
  const [first = '', ...more] = rest
  const resourceType = resourceTypeSchema.safeParse(first).data
  if (resourceType) return typedCall(method, resourceType, more)
  if (more.length > 0) return undefined
  if (first === '' && method === 'DELETE') return { call: 'delete', scope: { by: 'asset ids' } }
  if (method !== 'GET') return undefined
  if (first === '') return { call: 'resource types' }
  if (first === 'by_asset_ids') return { call: 'resources by asset ids' }
  if (first === 'by_asset_folder') return { call: 'resources', scope: { byFolder: true } }
  return assetIdSchema.safeParse(first).success ? { call: 'resource by asset id', assetId: first } : undefined
}

/** Tells which call of the Admin API a path means. */
export function adminCall(method: string, segments: readonly string[]): AdminCall | undefined {
  const [head, ...rest] = segments
  if (method === 'GET' && (head === 'ping' || head === 'usage')) return { call: head }
  if (head === 'metadata_fields') return { call: 'fields', method, path: rest }
  if (head === 'upload_presets') return { call: 'presets', method, path: rest }
  return head === 'resources' ? resourcesCall(method, rest) : undefined
}
