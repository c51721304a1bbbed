import type { FastifyInstance, FastifyReply } from './fauxqs.ts'
import { escapeXml } from './s3/xml.ts'

/** An error response of AWS. */
export interface AwsError {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Answers with an S3 document. */
export function sendXml(reply: FastifyReply, xml: string, status = 200): void {
  reply.status(status).header('content-type', 'application/xml').send(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)
}

/** Answers an S3 request with an error that the SDK turns into an exception of that name. */
export function sendS3Error(reply: FastifyReply, { status, code, message }: AwsError): void {
  // A response to HEAD has no body.
  if (reply.request.method === 'HEAD') reply.status(status).send()
  else sendXml(reply, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`, status)
}

/** Answers an SQS request with JSON. */
export function sendJson(reply: FastifyReply, body: object, status = 200): void {
  reply.status(status).header('content-type', 'application/x-amz-json-1.0').send(JSON.stringify(body))
}

/** Answers an SQS request with an error that the SDK turns into an exception of that name. */
export function sendSqsError(reply: FastifyReply, { status, code, message }: AwsError): void {
  sendJson(reply, { __type: `com.amazonaws.sqs#${code}`, message }, status)
}

export const noSuchBucket: AwsError = {
  status: 404,
  code: 'NoSuchBucket',
  message: 'The specified bucket does not exist',
}

export const noSuchKey: AwsError = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' }

export const noSuchUpload: AwsError = {
  status: 404,
  code: 'NoSuchUpload',
  message: 'The specified upload does not exist. It may have been aborted or completed.',
}

export const preconditionFailed: AwsError = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
}

export const malformedXml: AwsError = {
  status: 400,
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
}

/** The error for something that AWS can do and this server cannot. */
export function notImplemented(what: string): AwsError {
  return {
    status: 501,
    code: 'NotImplemented',
    message: `${what} is not implemented by the local S3.`,
  }
}

function s3ErrorOf({ code, message, statusCode = 500 }: Failure): AwsError {
  if (statusCode === 413) {
    const limit = 'S3 takes up to 5 GiB in one request: use a multipart upload.'
    return { status: 400, code: 'EntityTooLarge', message: limit }
  }
  if (statusCode === 411) {
    return { status: 411, code: 'MissingContentLength', message: 'You must provide the Content-Length HTTP header.' }
  }
  if (statusCode < 500) return { status: statusCode, code: 'InvalidRequest', message }
  return { status: 500, code: 'InternalError', message: `${code ?? 'Error'}: ${message}` }
}

type Failure = Error & { readonly code?: string; readonly statusCode?: number }

/** Gap: errors outside fauxqs' own handlers are answered in Fastify's JSON. This answers as AWS does. */
export function registerFailures(app: FastifyInstance): void {
  app.setErrorHandler((error: Failure, request, reply) => {
    const failure = s3ErrorOf(error)
    if ('x-amz-target' in request.headers) sendSqsError(reply, { ...failure, code: 'InternalFailure' })
    else sendS3Error(reply, failure)
  })
}
