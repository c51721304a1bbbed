import { type AdminCall, adminCall } from './admin/routes.ts'
import { type ResourceType, resourceTypeSchema } from './asset.ts'
import { type UploadOperation, uploadOperations } from './operation.ts'

/** A call of the Upload API. */
export type UploadRoute =
  | {
      readonly kind: 'api'
      readonly cloudName: string
      readonly operation: 'upload'
      readonly resourceType: ResourceType | 'auto'
    }
  | {
      readonly kind: 'api'
      readonly cloudName: string
      readonly operation: Exclude<UploadOperation, 'upload'>
      readonly resourceType: ResourceType
    }

/** A call of the Admin API. */
export type AdminRoute = { readonly kind: 'api'; readonly cloudName: string; readonly operation: 'admin' } & AdminCall

/** Everything a request can ask for. */
export type Route =
  | UploadRoute
  | AdminRoute
  | { readonly kind: 'control'; readonly name: string }
  | { readonly kind: 'delivery'; readonly segments: readonly string[] }
  | { readonly kind: 'unknown' }

// An id that came as one segment holds its slashes encoded, and one that came as several is put together again.
function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

function uploadRoute(cloudName: string, [resourceType, operation]: readonly string[]): UploadRoute | undefined {
  const known = uploadOperations.find((name) => name === operation)
  if (!known) return undefined
  const type = resourceTypeSchema.safeParse(resourceType).data
  if (known !== 'upload') return type && { kind: 'api', cloudName, operation: known, resourceType: type }
  if (type === undefined && resourceType !== 'auto') return undefined
  return { kind: 'api', cloudName, operation: known, resourceType: type ?? 'auto' }
}

function apiRoute(method: string, cloudName: string, rest: readonly string[]): Route {
  const upload = method === 'POST' ? uploadRoute(cloudName, rest.length === 1 ? ['auto', ...rest] : rest) : undefined
  if (upload) return upload
  const call = adminCall(method, rest)
  return call ? { kind: 'api', cloudName, operation: 'admin', ...call } : { kind: 'unknown' }
}

/** Tells what a request asks for from its method and its path, which is still encoded. */
export function routeOf(method: string, path: string): Route {
  const segments = decodeSegments(path)
  if (!segments) return { kind: 'unknown' }
  const [head, cloudName = '', ...rest] = segments
  if (head === '_control') return { kind: 'control', name: cloudName }
  if (head === 'v1_1') return apiRoute(method, cloudName, rest)
  return method === 'GET' || method === 'HEAD' ? { kind: 'delivery', segments } : { kind: 'unknown' }
}
