import { AwsV4Signer } from 'aws4fetch'
import type { AwsAccess } from '../../config/aws.ts'

/** Who signs for S3, and where; `datetime`, such as `20261124T132510Z`, is now unless it is given. */
export type S3Signing = Pick<AwsAccess, 'region' | 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> & {
  readonly datetime?: string
}

/** SHA-256 of nothing. */
const NO_BODY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * The headers of a request without a body, signed. Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header".
 */
export async function signRequest(
  signing: S3Signing,
  request: {
    readonly method: 'GET' | 'HEAD'
    readonly url: string
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<Headers> {
  const headers = { ...request.headers, 'x-amz-content-sha256': NO_BODY }
  return (await new AwsV4Signer({ ...request, headers, ...keysOf(signing) }).sign()).headers
}

/**
 * A URL by which anybody may GET the object at `url` for `seconds`, with the parameters that the SDK's have.
 * Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters".
 */
export async function presignGet(signing: S3Signing, url: string, seconds: number): Promise<string> {
  const asked = new URL(url)
  asked.searchParams.set('X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD')
  asked.searchParams.set('X-Amz-Expires', String(seconds))
  asked.searchParams.set('x-amz-checksum-mode', 'ENABLED')
  asked.searchParams.set('x-id', 'GetObject')
  const signer = new AwsV4Signer({ url: asked.href, signQuery: true, ...keysOf(signing) })
  return (await signer.sign()).url.href
}

function keysOf({ region, accessKeyId, secretAccessKey, sessionToken, datetime }: S3Signing) {
  const optional = { ...(sessionToken && { sessionToken }), ...(datetime && { datetime }) }
  return { service: 's3', region, accessKeyId, secretAccessKey, ...optional }
}
