import type { AwsError } from '../answers.ts'

const keyBytesMax = 1024
/** Of user-defined metadata, names and values together. Source: Amazon S3 User Guide, "Working with object metadata". */
const metadataBytesMax = 2048
const metadataPrefix = 'x-amz-meta-'
/** What is copied in one request. Source: Amazon S3 User Guide, "Copying, moving, and renaming objects". */
const copiedBytesMax = 5 * 2 ** 30

/** What S3 says of a key that is too long. */
export function refusalOfKey(key: string): AwsError | undefined {
  if (Buffer.byteLength(key) <= keyBytesMax) return undefined
  return { status: 400, code: 'KeyTooLongError', message: 'Your key is too long' }
}

/** And of metadata, in the headers of a request or the fields of a form, of which each character is a byte. */
export function refusalOfMetadata(headers: Readonly<Record<string, unknown>>): AwsError | undefined {
  const metadata = Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith(metadataPrefix))
  const lengths = metadata.map(([name, value]) => name.length - metadataPrefix.length + String(value).length)
  if (lengths.reduce((sum, bytes) => sum + bytes, 0) <= metadataBytesMax) return undefined
  const message = 'Your metadata headers exceed the maximum allowed metadata size'
  return { status: 400, code: 'MetadataTooLarge', message }
}

/** And of what one request is to copy: an object, or a range of one. */
export function refusalOfCopied(bytes: number): AwsError | undefined {
  if (bytes <= copiedBytesMax) return undefined
  const message = `The specified copy source is larger than the maximum allowable size for a copy source: ${copiedBytesMax}`
  return { status: 400, code: 'InvalidRequest', message }
}
