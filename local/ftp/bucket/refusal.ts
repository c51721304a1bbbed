import { S3ServiceException } from '@aws-sdk/client-s3'
import { Refusal } from '../reply.ts'

/** The reply to any error: 550 when S3 refuses, 451 when it fails. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof S3ServiceException) return refusalOfS3(error)
  return new Refusal(451, `S3 cannot be reached (${nameOf(error)}).`, { cause: error })
}

// Conflicts with another writer, and too many requests.
const temporary: ReadonlySet<number> = new Set([409, 412, 429])

function refusalOfS3(error: S3ServiceException): Refusal {
  const status = error.$metadata.httpStatusCode ?? 500
  if (status >= 500 || temporary.has(status)) return new Refusal(451, `S3 failed (${error.name}).`, { cause: error })
  if (status === 403) return new Refusal(550, 'S3 denies access.', { cause: error })
  return new Refusal(550, `S3 refuses the request (${error.name}).`, { cause: error })
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
