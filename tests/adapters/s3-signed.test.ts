import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect } from 'chai'
import { type BucketPlace, s3Url } from '../../shared/adapters/aws/s3-location.ts'
import { presignGet, signRequest } from '../../shared/adapters/aws/s3-signed.ts'
import { readAwsAccess } from '../../shared/config/aws.ts'
import { PermanentError } from '../../shared/model/errors.ts'

const KEYS = [
  'a.jpg',
  'a b/ü.jpg',
  'a+b=c&d.jpg',
  'a%b%2F%20.jpg',
  '?#;:@$,<>.jpg',
  "!'()*-._~.jpg",
  '/a//b/',
  ' a\\b\t\n.jpg ',
  'e\u0301\u200b𝄞漢.jpg',
  '"{}|^`[].jpg',
  '...',
  'a'.repeat(1024),
]
const BUCKETS = ['studio', 'a-1', 'studio.example', '1.2.3', 'Studio_X', `${'b'.repeat(62)}c`]
const FUNCTION = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 's/e+c',
  AWS_SESSION_TOKEN: 'a+session/of=words==',
}
const STAND_IN = 'http://127.0.0.1:4566'
/** Where S3 is, and what the functions are told of it. */
const PLACES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['in a region', {}],
  ['in a region, without a session', { AWS_SESSION_TOKEN: '' }],
  ['in the first region', { AWS_REGION: 'us-east-1' }],
  ['in China', { AWS_REGION: 'cn-north-1' }],
  ['at an address', { AWS_ENDPOINT_URL: STAND_IN }],
  ['at an address of its own', { AWS_ENDPOINT_URL: 'http://nowhere', AWS_ENDPOINT_URL_S3: STAND_IN }],
  ['at a name of its own', { AWS_ENDPOINT_URL_S3: 'https://objects.example:8443' }],
  ['at a name without a certificate', { AWS_ENDPOINT_URL_S3: 'http://objects.example' }],
  ['below a path', { AWS_ENDPOINT_URL_S3: 'https://objects.example/s3' }],
  ['at an address of IPv6', { AWS_ENDPOINT_URL: 'http://[::1]:9000' }],
]

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** The SDK's client, which sends nothing: what it would have sent is heard. */
function clientOf(texts: Readonly<Record<string, string>>, forcePathStyle: boolean) {
  const { region, endpoint, ...keys } = readAwsAccess('s3', texts)
  const { accessKeyId, secretAccessKey, sessionToken } = keys
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) }
  const isNamed = texts.AWS_ENDPOINT_URL !== undefined || texts.AWS_ENDPOINT_URL_S3 !== undefined
  const heard: Sent[] = []
  const handle = async (request: RequestOfSdk) => {
    const { protocol, hostname, port, path, headers } = request
    heard.push({ url: `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`, headers })
    return { response: { statusCode: 200, headers: {}, body: new Uint8Array() } }
  }
  const settings = { region, credentials, forcePathStyle, requestHandler: { handle } }
  return { heard, client: new S3Client({ ...settings, ...(isNamed && { endpoint }) }) }
}

interface RequestOfSdk extends Sent {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
}

/** What is signed in a request, but for what a signer adds itself. */
function signedHeaders({ headers }: Sent): Record<string, string> {
  const added = ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? []
  const others = names.split(';').filter((name) => !added.includes(name))
  return Object.fromEntries(others.map((name) => [name, headers[name] ?? '']))
}

for (const [where, told] of PLACES) {
  describe(`S3 ${where} is asked as by its SDK for`, () => {
    const access = readAwsAccess('s3', { ...FUNCTION, ...told })
    const forcePathStyle = 'AWS_ENDPOINT_URL' in told
    const { heard, client } = clientOf({ ...FUNCTION, ...told }, forcePathStyle)
    beforeEach(() => void heard.splice(0))
    after(() => client.destroy())

    /** The signature of the same request by ours. */
    async function signature(place: BucketPlace, sent: Sent, key?: string): Promise<string | null> {
      const url = s3Url(access.endpoint, place, key)
      expect(url).to.equal(sent.url)
      const signing = { ...access, datetime: sent.headers['x-amz-date'] ?? '' }
      const signed = await signRequest(signing, { method: 'HEAD', url, headers: signedHeaders(sent) })
      return signed.get('authorization')
    }

    for (const bucket of BUCKETS) {
      const place = { bucket, forcePathStyle }
      it(`the bucket ${bucket}, and each key`, async () => {
        await client.send(new HeadBucketCommand({ Bucket: bucket }))
        for (const key of KEYS) await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
        const asked = [undefined, ...KEYS]
        expect(heard).to.have.length(asked.length)
        for (const [index, sent] of heard.entries()) {
          expect(await signature(place, sent, asked[index]), asked[index]).to.equal(sent.headers.authorization)
        }
      })

      it(`each key of ${bucket}, and a version, by presigned URLs`, async () => {
        for (const key of KEYS) {
          for (const VersionId of [undefined, 'v.1_~/+=']) {
            const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(VersionId && { VersionId }) })
            const theirs = new URL(await getSignedUrl(client, command, { expiresIn: 3600 }))
            const signing = { ...access, datetime: theirs.searchParams.get('X-Amz-Date') ?? '' }
            const ours = new URL(await presignGet(signing, s3Url(access.endpoint, place, key, VersionId), 3600))
            expect(ours.origin + ours.pathname).to.equal(theirs.origin + theirs.pathname)
            expect(Object.fromEntries(ours.searchParams)).to.deep.equal(Object.fromEntries(theirs.searchParams))
          }
        }
      })
    }
  })
}

describe('the URL of an object', () => {
  for (const key of ['..', 'a/../b.jpg', './a.jpg']) {
    it(`is none for ${key}: it would be another object's`, () => {
      const name = () => s3Url('https://s3.eu-west-1.amazonaws.com', { bucket: 'studio', forcePathStyle: false }, key)
      expect(name).to.throw(PermanentError).with.property('code', 'dot-segment')
    })
  }
})
