import type { FastifyReply } from './fauxqs.ts'
import { escapeXml } from './xml.ts'

/** What AWS answers when it refuses a request. */
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
  // The answer to HEAD has no body.
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

export const malformedXml: AwsError = {
  status: 400,
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
}

/** The refusal of something that AWS can do and this server cannot. */
export const notImplemented = (what: string): AwsError => ({
  status: 501,
  code: 'NotImplemented',
  message: `${what} is not implemented by the local S3.`,
})
