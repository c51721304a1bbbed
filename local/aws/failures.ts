import { type AwsError, sendS3Error, sendSqsError } from './answers.ts'
import type { FastifyInstance } from './fauxqs.ts'

function s3ErrorOf({ code, message, statusCode = 500 }: Failure): AwsError {
  if (statusCode === 413) {
    const limit = 'The local S3 takes up to 2 GiB in one request: use a multipart upload.'
    return { status: 400, code: 'EntityTooLarge', message: limit }
  }
  if (statusCode < 500) return { status: statusCode, code: 'InvalidRequest', message }
  return { status: 500, code: 'InternalError', message: `${code ?? 'Error'}: ${message}` }
}

type Failure = Error & { readonly code?: string; readonly statusCode?: number }

/** Gap: whatever goes wrong outside fauxqs' own handlers is told in Fastify's JSON. This tells it as AWS does. */
export function registerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error: Failure, request, reply) => {
    const failure = s3ErrorOf(error)
    if ('x-amz-target' in request.headers) sendSqsError(reply, { ...failure, code: 'InternalFailure' })
    else sendS3Error(reply, failure)
  })
}
