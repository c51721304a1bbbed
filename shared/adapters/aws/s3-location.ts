import { refuseDotSegment } from './object-location.ts'

/** A bucket, and how it is named in URLs. */
export interface BucketPlace {
  readonly bucket: string
  /** In the path, whatever the name. */
  readonly forcePathStyle: boolean
}

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/
const SHORTEST_NAME = 3

/**
 * The URL of an object, of one version if that is given, or of the bucket itself, where S3's SDK finds it: by a host of the bucket's own, but for buckets that cannot have
 * one, and endpoints that are addresses. `endpoint` is an origin, perhaps with a path. Throws the PermanentError `dot-segment`.
 * Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets"; the endpoint rules of S3's service model.
 */
export function s3Url(endpoint: string, { bucket, forcePathStyle }: BucketPlace, key = '', versionId = ''): string {
  refuseDotSegment(key)
  const { protocol, hostname, host, pathname } = new URL(endpoint)
  const base = pathname.replace(/\/$/, '')
  const isInPath = forcePathStyle || isAddress(hostname) || !mayBeHost(bucket, protocol)
  const [own, first] = isInPath ? ['', `/${encodePart(bucket)}`] : [`${bucket}.`, '']
  const query = versionId === '' ? '' : `?versionId=${encodePart(versionId)}`
  return `${protocol}//${own}${host}${base}${first}/${key.split('/').map(encodePart).join('/')}${query}`
}

/** Amazon's certificates cover one label, so that a name with dots is a host only where there is no certificate. */
function mayBeHost(bucket: string, protocol: string): boolean {
  if (protocol === 'http:' && bucket.includes('.')) return bucket.split('.').every(isLabel)
  return isLabel(bucket)
}

function isLabel(text: string): boolean {
  return text.length >= SHORTEST_NAME && LABEL.test(text)
}

function isAddress(hostname: string): boolean {
  return /^(\d+\.){3}\d+$|^\[/.test(hostname)
}

/** Encodes once, as S3's signatures want it: all but letters, digits and `-._~`. */
function encodePart(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replace(/[!'()*]/g, percent)
}
