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

/** What is done with the fields of structured metadata, or with one of them. */
export type FieldsCall =
  | { readonly action: 'list' }
  | { readonly action: 'create' }
  | {
      readonly action: 'show' | 'change' | 'delete' | 'put entries' | 'delete entries' | 'restore entries'
      readonly id: string
    }

/** What is done with the upload presets, or with one of them. */
export type PresetsCall =
  | { readonly action: 'list' }
  | { readonly action: 'create' }
  | { readonly action: 'show' | 'change' | 'delete'; readonly name: string }

/** A call of the Admin API. */
export type AdminCall =
  | { readonly call: 'ping' | 'usage' | 'config' | 'resource types' | 'resources by asset ids' }
  | { readonly call: 'resources'; readonly scope: Scope }
  | { readonly call: 'resource'; readonly address: Address }
  | { readonly call: 'resource by asset id'; readonly assetId: string }
  | { readonly call: 'update'; readonly address: Address }
  | ({ readonly call: 'metadata fields' } & FieldsCall)
  | ({ readonly call: 'upload presets' } & PresetsCall)
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

function actionOnAll(method: string): 'list' | 'create' | undefined {
  if (method === 'GET') return 'list'
  return method === 'POST' ? 'create' : undefined
}

function actionOnOne(method: string): 'show' | 'change' | 'delete' | undefined {
  if (method === 'GET') return 'show'
  if (method === 'PUT') return 'change'
  return method === 'DELETE' ? 'delete' : undefined
}

function actionOnEntries(
  method: string,
  part: string,
): 'put entries' | 'delete entries' | 'restore entries' | undefined {
  if (part === 'datasource_restore') return method === 'POST' ? 'restore entries' : undefined
  if (part !== 'datasource') return undefined
  if (method === 'PUT') return 'put entries'
  return method === 'DELETE' ? 'delete entries' : undefined
}

function fieldsCall(method: string, [id, ...rest]: readonly string[]): AdminCall | undefined {
  if (id === undefined) {
    const action = actionOnAll(method)
    return action && { call: 'metadata fields', action }
  }
  // The order of all fields, which is none of a field with that name.
  if (id === 'order') return undefined
  const action = rest.length === 0 ? actionOnOne(method) : actionOnEntries(method, rest.join('/'))
  return action && { call: 'metadata fields', action, id }
}

function presetsCall(method: string, path: readonly string[]): AdminCall | undefined {
  const name = path.join('/')
  if (name === '') {
    const action = actionOnAll(method)
    return action && { call: 'upload presets', action }
  }
  const action = actionOnOne(method)
  return action && { call: 'upload presets', action, name }
}

/** Tells which call of the Admin API a path means. */
export function adminCall(method: string, segments: readonly string[]): AdminCall | undefined {
  const [head, ...rest] = segments
  if (method === 'GET' && rest.length === 0 && (head === 'ping' || head === 'usage' || head === 'config')) {
    return { call: head }
  }
  if (head === 'metadata_fields') return fieldsCall(method, rest)
  if (head === 'upload_presets') return presetsCall(method, rest)
  return head === 'resources' ? resourcesCall(method, rest) : undefined
}
