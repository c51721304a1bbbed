import type { FastifyRequest } from './fauxqs.ts'

/** The object that a copy is made of; undefined when the header names none. */
export function copySourceOf({ headers }: FastifyRequest): { bucket: string; key: string } | undefined {
  const header = headers['x-amz-copy-source']
  if (typeof header !== 'string') return undefined
  try {
    const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(header)) ?? []
    return bucket && key ? { bucket, key } : undefined
  } catch {
    // It was not percent-encoded UTF-8.
    return undefined
  }
}
