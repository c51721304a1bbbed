import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'
import { signedSource } from '../../shared/adapters/aws/signed-source.ts'
import { chunksOf } from '../../shared/adapters/cloudinary/bytes.ts'
import { probeStage } from '../../shared/breaker/probe.ts'
import { readAwsAccess } from '../../shared/config/aws.ts'
import type { Transfer } from '../../shared/model/desired-asset.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { ObservedObject } from '../../shared/model/observation.ts'
import { bucket, useAws } from '../local/aws/support.ts'
import { listen, useListening } from '../operate/listen.ts'

const MARKER = '.wellknown/cloudinary/demo'
const KEYS = [MARKER, 'shoot/ü ?+%2F#.jpg', "!'()*~ .jpg"]
const NOTHING = new Uint8Array()
const TEXTS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' }

const sourceAt = (endpoint: string, { name = bucket, timeoutMs = 60_000 } = {}) =>
  signedSource({
    bucket: name,
    forcePathStyle: true,
    transfer: undefined,
    access: () => readAwsAccess('s3', { ...TEXTS, AWS_ENDPOINT_URL: endpoint }),
    timeoutMs,
  })
const rejection = (call: Promise<unknown>) => call.then(undefined, (thrown: unknown) => thrown)

describe('a bucket that is asked without the SDK', () => {
  const aws = useAws()
  const source = () => sourceAt(aws().endpoint)
  const put = (Key: string, more: object = {}) =>
    aws().s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: NOTHING, ...more }))
  async function observed(key: string): Promise<ObservedObject> {
    const object = await source().observe(key)
    if (object.state !== 'present') throw new Error(`expected ${key}`)
    return object
  }

  it('says what it says to the SDK, but for checksums', async () => {
    for (const key of KEYS) {
      await put(key, { Body: key, Metadata: { title: '=?UTF-8?B?R3LDtsOfZQ==?=' }, ContentEncoding: 'gzip' })
      const theirs = await s3Source(aws().s3, bucket, ...HEADS_ONLY).observe(key)
      expect(theirs).to.have.property('checksum').that.is.a('string')
      expect(await source().observe(key)).to.deep.equal({ ...theirs, checksum: undefined })
    }
  })

  it('is there or not, and so is a key', async () => {
    await source().confirmBucket()
    expect(await source().observe('gone.jpg')).to.deep.equal({ state: 'absent' })
    const missing = await rejection(sourceAt(aws().endpoint, { name: 'no-such-bucket' }).confirmBucket())
    expect(missing).to.include({ code: 's3-404', scope: 'source', kind: 'transient' })
  })

  const empty = '(an empty body)'
  for (const transfer of ['s3', 'presigned', 'stream'] as const satisfies readonly Transfer[]) {
    it(`gives what Cloudinary reads an empty object by: ${transfer}`, async () => {
      for (const key of KEYS) {
        await put(key, { ContentEncoding: 'gzip' })
        const location = await source().locate(key, await observed(key), transfer)
        if (typeof location !== 'string') {
          const sent: string[] = []
          for await (const { bytes } of chunksOf(location)) sent.push(bytes.toString() || empty)
          expect(sent).to.deep.equal([empty])
        } else if (location.startsWith('http:')) expect((await fetch(location)).status).to.equal(200)
        else expect(location).to.equal(`s3://${bucket}/${key}`)
      }
    })
  }

  it('gives no bytes of another write, or of an object that has gone', async () => {
    await put(MARKER)
    const other = { ...(await observed(MARKER)), etag: '0'.repeat(32) }
    for (const key of [MARKER, 'gone.jpg']) {
      const location = await source().locate(key, other, 'stream')
      if (typeof location === 'string') throw new Error('expected bytes')
      expect(await rejection(location.open())).to.include({ code: 'moving', kind: 'waiting' })
    }
  })

  it('gives no bytes of an object that has some', async () => {
    await put('b.jpg', { Body: 'b' })
    const thrown = await rejection(source().locate('b.jpg', await observed('b.jpg'), 'stream'))
    expect(thrown).to.be.an('error').with.property('message', 'expected an empty object, found 1 bytes')
  })

  it('names no object by a key with steps, and does not call that trouble of S3', async () => {
    const object = await observed('b.jpg')
    for (const ask of [() => source().observe('a/../b.jpg'), () => source().locate('a/../b.jpg', object, 's3')]) {
      expect(await rejection(ask())).to.include({ name: 'PermanentError', code: 'dot-segment' })
    }
  })
})

describe('S3, asked without the SDK,', () => {
  const heard: string[] = []
  let answers: ((response: ServerResponse) => void)[] = []
  const server = createServer((request: IncomingMessage, response) => {
    heard.push(`${request.method} ${request.url}`)
    answers.shift()?.(response)
  })
  const listening = useListening(server)
  const status =
    (code: number, headers: Readonly<Record<string, string>> = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(code, headers).end()
  const breaks = (response: ServerResponse) => void response.destroy()
  const isSilent = () => undefined
  beforeEach(() => {
    heard.splice(0)
    answers = []
  })

  const elsewhere = status(301, { 'x-amz-bucket-region': 'eu-west-1', location: 'http://127.0.0.1:1/' })
  const troubles: Readonly<Record<string, readonly [typeof answers, string, RegExp]>> = {
    'refuses the credentials': [[status(403)], 's3-403', /^s3: 403: S3 answered HTTP 403$/],
    'has the bucket in another region, and is not followed there': [[elsewhere], 's3-301', /is in eu-west-1$/],
    'redirects for a time': [[status(307, { location: '/elsewhere' })], 's3-307', /HTTP 307$/],
    'asks for patience twice': [[status(503), status(503)], 's3-503', /HTTP 503$/],
    'breaks the connection twice': [[breaks, breaks], 's3-UND_ERR_SOCKET', /other side closed/],
  }
  for (const [what, [given, code, reason]] of Object.entries(troubles)) {
    it(`tells where it ${what}: ${code}`, async () => {
      for (const key of [undefined, 'a.jpg']) {
        answers = [...given]
        const source = sourceAt(listening.url)
        const thrown = await rejection(key === undefined ? source.confirmBucket() : source.observe(key))
        expect(thrown).to.include({ name: 'TransientError', code, scope: 'source', kind: 'transient' })
        expect(thrown).to.have.property('message').that.matches(reason)
      }
      expect(heard).to.have.length(2 * given.length)
    })
  }

  it('is asked again after trouble that passes', async () => {
    for (const first of [status(500), status(429), breaks]) {
      answers = [first, status(200)]
      await sourceAt(listening.url).confirmBucket()
    }
    expect(heard).to.have.length(6)
  })

  it('is not waited for where it takes connections and says nothing', async () => {
    answers = [isSilent, isSilent]
    const thrown = await rejection(sourceAt(listening.url, { timeoutMs: 1000 }).observe('a.jpg'))
    expect(thrown).to.include({ name: 'TransientError', code: 's3-TimeoutError', scope: 'source' })
    expect(heard).to.deep.equal([`HEAD /${bucket}/a.jpg`, `HEAD /${bucket}/a.jpg`])
  })

  it('has a broken connection`s code where nobody listens', async () => {
    const gone = await listen(createServer())
    await gone.stop()
    expect(await rejection(sourceAt(gone.url).confirmBucket())).to.include({ code: 's3-ECONNREFUSED', scope: 'source' })
  })

  it('is found at fault by the probe, and Cloudinary where that is', async () => {
    const down = new TransientError('cloudinary-503', 'down', { scope: 'cloud' })
    const assets = {
      cloudName: async () => 'demo',
      find: () => Promise.reject(down),
      readEmpty: () => Promise.reject(down),
    }
    const source = sourceAt(listening.url, { timeoutMs: 1000 })
    const suspects = (scope: 'source' | 'cloud') => ({ scope, code: 's3-Unknown', reason: 'no' }) as const
    for (const [given, scope, code] of [
      [[status(403)], 'source', 's3-403'],
      [[status(200), status(403)], 'source', 's3-403'],
      [[status(200), isSilent, isSilent], 'source', 's3-TimeoutError'],
      [[status(200), status(404)], 'source', undefined],
      [[], 'cloud', 'cloudinary-503'],
    ] as const) {
      answers = [...given]
      expect((await probeStage({ source, assets }, suspects(scope), 60_000))?.code).to.equal(code)
    }
  })

  it('is malformed where it says no date', async () => {
    answers = [status(200), status(200, { 'last-modified': 'soon' })]
    for (const _ of [1, 2])
      expect(await rejection(sourceAt(listening.url).observe('a.jpg'))).to.include({ code: 's3-malformed' })
  })
})
