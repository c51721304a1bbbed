import { type AwsError, malformedXml } from '../answers.ts'
import type { Tags } from './storage.ts'
import { childrenOf, element, parseXml, textOf } from './xml.ts'

export type ParsedTags = { readonly ok: true; readonly tags: Tags } | { readonly ok: false; readonly error: AwsError }

/** Source: Amazon S3 User Guide, "Categorizing your objects using tags". */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

function isText(text: string, lengthMax: number): boolean {
  return text.length <= lengthMax && allowed.test(text)
}

function refuse(code: string, message: string): ParsedTags {
  return { ok: false, error: { status: 400, code, message } }
}

function check(pairs: readonly (readonly [string, string])[]): ParsedTags {
  const tags = Object.fromEntries(pairs)
  if (pairs.length > 10) return refuse('BadRequest', 'Object tags cannot be greater than 10')
  if (Object.keys(tags).length !== pairs.length) {
    return refuse('InvalidTag', 'Cannot provide multiple Tags with the same key')
  }
  if (pairs.some(([key]) => key.length === 0 || !isText(key, 128) || key.startsWith('aws:'))) {
    return refuse('InvalidTag', 'The TagKey you have provided is invalid')
  }
  if (pairs.some(([, value]) => !isText(value, 256))) {
    return refuse('InvalidTag', 'The TagValue you have provided is invalid')
  }
  return { ok: true, tags }
}

/** Reads the x-amz-tagging header, which is written like the query of a URL. */
export function parseTagHeader(header: string): ParsedTags {
  return check([...new URLSearchParams(header)])
}

/** Reads the body of PutObjectTagging. */
export function parseTagBody(body: string): ParsedTags {
  const document = parseXml(body)
  const sets = document?.name === 'Tagging' ? childrenOf(document, 'TagSet') : []
  if (sets.length !== 1) return { ok: false, error: malformedXml }
  const tags = sets.flatMap((set) => childrenOf(set, 'Tag'))
  return check(tags.map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const))
}

/** Writes the answer of GetObjectTagging. */
export function printTags(tags: Tags): string {
  const pairs = Object.entries(tags).map(
    ([key, value]) => `<Tag>${element('Key', key)}${element('Value', value)}</Tag>`,
  )
  return `<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${pairs.join('')}</TagSet></Tagging>`
}
