import { createServer, type ServerResponse } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { dynamodbRows } from '../../shared/adapters/aws/dynamodb.ts'
import { answeredWithin } from '../../shared/adapters/aws/patience.ts'
import { HEADS_ONLY, s3Source } from '../../shared/adapters/aws/s3.ts'
import { readThrough, s3Bytes } from '../../shared/adapters/aws/s3-bytes.ts'
import { sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { classify } from '../../shared/model/errors.ts'
import { useListening } from '../operate/listen.ts'
import { observed } from '../rules/fixtures.ts'

const SHORT_MS = 50
/** In which even a busy machine answers. */
const ENOUGH_MS = 1000
const TRIES = 3

describe('a service of AWS that takes connections and says nothing', () => {
  let answer: (response: ServerResponse) => void = () => undefined
  const server = createServer((_, response) => answer(response))
  const listening = useListening(server)
  const closing: { destroy(): void }[] = []
  afterEach(() => {
    answer = () => undefined
    for (const client of closing.splice(0)) client.destroy()
  })

  function client<Client extends { destroy(): void }>(
    Client: new (options: object) => Client,
    options = {},
    timeoutMs = SHORT_MS,
  ): Client {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const where = {
      endpoint: listening.url,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
      maxAttempts: TRIES,
    }
    const made = new Client({ ...where, ...answeredWithin(timeoutMs, options) })
    closing.push(made)
    return made
  }
  const row = { partition: 'studio', sort: 'a.jpg', revision: '1', body: {} }
  const urls = { queueUrl: 'http://queue/1', deadLetterQueueUrl: 'http://queue/2' }
  const source = () => s3Source(client(S3Client), 'studio', ...HEADS_ONLY)
  const worker = { isStreaming: true }
  const rows = () => dynamodbRows(client(DynamoDBClient), 'ledger')
  /** Of these HEAD has no body. */
  const calls: Readonly<Record<string, readonly [() => Promise<unknown>, string, string, 'HEAD'?]>> = {
    'S3, asked for an object': [() => source().observe('a.jpg'), 's3-TimeoutError', 'source', 'HEAD'],
    'S3, asked for the bucket': [() => source().confirmBucket(), 's3-TimeoutError', 'source', 'HEAD'],
    'S3, asked for a page': [() => source().list(undefined, 10), 's3-TimeoutError', 'source'],
    'DynamoDB, asked for a row': [() => rows().read(row), 'dynamodb-TimeoutError', 'key'],
    'DynamoDB, asked to write': [() => rows().write(row, undefined), 'dynamodb-TimeoutError', 'key'],
    'SQS, sent a change': [() => sqsQueue(client(SQSClient), urls).send(['{}']), 'sqs-TimeoutError', 'key'],
  }
  for (const [what, [call, code, scope, method]] of Object.entries(calls)) {
    it(`is asked three times, and is a failure that passes: ${what}`, async () => {
      const thrown = await rejection(call())
      expect(classify(thrown)).to.include({ class: 'transient', code, scope, effect: 'none' })
      expect(thrown).to.have.nested.property('cause.$metadata.attempts', TRIES)
    })

    if (method !== 'HEAD') {
      it(`is not waited for either where it breaks off in its answer: ${what}`, async () => {
        answer = (response) => void response.writeHead(200, { 'content-length': '9' }).write('{')
        expect(classify(await rejection(call()))).to.include({ class: 'transient', code, scope })
      })
    }
  }

  it('is not waited for where it breaks off in an object`s tags: S3', async () => {
    const head = { 'last-modified': new Date().toUTCString(), etag: '"e"', 'content-length': '9' }
    answer = (response) => {
      response.writeHead(200, head)
      if (response.req.method === 'HEAD') response.end()
      else response.write('<')
    }
    const tagged = s3Source(
      client(S3Client),
      'studio',
      () => ({ tags: true, content: false }),
      async () => undefined,
    )
    const thrown = classify(await rejection(tagged.observe('a.jpg')))
    expect(thrown).to.include({ class: 'transient', code: 's3-TimeoutError', scope: 'source' })
  })

  it('does not end the reading of an object for being slower than an answer: S3', async () => {
    let goOn = () => {}
    answer = (response) => {
      response.writeHead(200, { 'content-length': '2' }).write('a')
      goOn = () => void response.end('b')
    }
    const parts: string[] = []
    const bytes = s3Bytes(client(S3Client, worker, ENOUGH_MS), 'studio', 'a.jpg', observed())
    for await (const part of await bytes.open()) {
      parts.push(Buffer.from(part).toString())
      await pause(1.5 * ENOUGH_MS)
      goOn()
    }
    expect(parts).to.deep.equal(['a', 'b'])
  })
})

describe('the bytes of an object', () => {
  /** Ends, or falls silent, after it has given what was given. */
  /** Falls silent when it has given that. */
  function silentAfter(part: string): Readable {
    const through = new PassThrough()
    through.write(part)
    return through
  }
  async function read(from: unknown, silenceMs: number, restMs = 0) {
    const parts: string[] = []
    for await (const part of readThrough(from, silenceMs)) {
      parts.push(Buffer.from(part).toString())
      await pause(restMs)
    }
    return parts
  }

  it('are not waited for where nothing comes any more', async () => {
    const silent = silentAfter('a')
    const expected = { class: 'transient', code: 's3-TimeoutError', scope: 'source' }
    expect(classify(await rejection(read(silent, SHORT_MS)))).to.include(expected)
    expect(silent.destroyed).to.equal(true)
  })

  it('are read however slowly', async () => {
    expect(await read(Readable.from(['a', 'b', 'c']), 10, 30)).to.deep.equal(['a', 'b', 'c'])
  })

  it('are let go where nobody reads on', async () => {
    const left = silentAfter('a')
    for await (const _ of readThrough(left, SHORT_MS)) break
    expect(left.destroyed).to.equal(true)
  })

  it('are none where there is no body', async () => {
    expect(classify(await rejection(read(undefined, SHORT_MS)))).to.include({ code: 's3-malformed' })
  })
})

/** What a call fails with, which must not succeed. */
function rejection(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => new Error(`expected a failure, found ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
}
