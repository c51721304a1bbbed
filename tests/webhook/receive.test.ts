import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { Owners } from '../../shared/ledger/owners.ts'
import { BODY_CHARACTERS_MAX } from '../../shared/webhook/notification.ts'
import { receiveNotification, type WebhookAnswer } from '../../shared/webhook/receive.ts'
import { memoryRows } from '../support/memory-rows.ts'

const SECRET = 's3cret'
const NOW = Date.UTC(2026, 10, 24)
const upload = { notification_type: 'upload', public_id: 'films/a', resource_type: 'video', type: 'upload' }

describe('the webhook', () => {
  const sent: string[] = []
  let revision = 0
  const owners = new Owners(memoryRows(), () => String(revision++))
  let secretReads = 0
  const work = {
    bucket: 'studio',
    owners,
    queue: {
      delay: async () => undefined,
      reject: async () => undefined,
      send: async (bodies: readonly string[]) => void sent.push(...bodies),
    },
    clock: { nowMs: () => NOW },
    account: async () => {
      secretReads++
      return { apiSecret: SECRET }
    },
  }

  before(() => owners.acquire({ resourceType: 'video', type: 'upload', publicId: 'films/a' }, 'films/a b.mp4'))
  beforeEach(() => {
    sent.splice(0)
    secretReads = 0
  })

  function receive(
    content: unknown,
    change: {
      algorithm?: string
      secret?: string
      atMs?: number
      method?: string
      isBase64Encoded?: boolean
      headers?: Record<string, string>
    } = {},
  ): Promise<WebhookAnswer> {
    const { algorithm = 'sha1', secret = SECRET, atMs = NOW, method = 'POST', isBase64Encoded = false } = change
    const body = typeof content === 'string' ? content : JSON.stringify(content)
    const timestamp = String(Math.floor(atMs / 1000))
    const signature = createHash(algorithm)
      .update(body + timestamp + secret)
      .digest('hex')
    const headers = { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature, ...change.headers }
    const sentBody = isBase64Encoded ? Buffer.from(body).toString('base64') : body
    return receiveNotification({ method, headers, body: sentBody, isBase64Encoded }, work)
  }

  for (const algorithm of ['sha1', 'sha256']) {
    it(`queues a change for the key that owns the asset, signed with ${algorithm}`, async () => {
      expect(await receive(upload, { algorithm })).to.include({ status: 200, outcome: 'queued', key: 'films/a b.mp4' })
      expect(sent).to.have.length(1)
      expect(sent[0]).to.contain('"key":"films/a+b.mp4"').and.to.contain('ftp-api-for-cloudinary:webhook')
    })
  }

  it('does no more for one that comes twice', async () => {
    await receive(upload)
    await receive(upload)
    expect(new Set(sent)).to.have.length(1)
  })

  it('reads a body in base64', async () => {
    expect(await receive(upload, { isBase64Encoded: true })).to.include({ status: 200, outcome: 'queued' })
  })

  const of = (signature: string) => ({ headers: { 'x-cld-signature': signature } })
  /** A name, what is wrong, why it is rejected, and whether the secret has to be read for that. */
  const rejected: readonly (readonly [string, Parameters<typeof receive>[1], RegExp, number])[] = [
    ['signed with another secret', { secret: 'other' }, /not that of the body/, 1],
    [
      'with the signature of another time',
      { headers: { 'x-cld-timestamp': String(NOW / 1000 - 9) } },
      /not that of/,
      1,
    ],
    ['that is no POST', { method: 'GET' }, /a POST/, 0],
    ['without a signature', of(''), /40 or 64/, 0],
    ['with a signature that is none', of('zz'.repeat(20)), /40 or 64/, 0],
    ['with a signature of another length', of('ab'.repeat(24)), /40 or 64/, 0],
    ['with a signature that goes on behind its digits', of(`${'ab'.repeat(32)}zz`), /40 or 64/, 0],
    ['with a signature that breaks off', of('ab'.repeat(20).slice(1)), /40 or 64/, 0],
    ['without a timestamp', { headers: { 'x-cld-timestamp': '' } }, /Unix seconds/, 0],
    ['with a timestamp that never ends', { headers: { 'x-cld-timestamp': '1'.repeat(1000) } }, /Unix seconds/, 0],
    ['older than two hours', { atMs: NOW - 7_300_000 }, /last 7200 s/, 0],
    ['from the future', { atMs: NOW + 400_000 }, /last 7200 s/, 0],
  ]
  for (const [name, change, reason, reads] of rejected) {
    it(`rejects one ${name}${reads === 0 ? ', and reads no secret for it' : ''}`, async () => {
      const answer = await receive(upload, change)
      expect(answer).to.include({ status: 401, outcome: 'rejected' })
      expect(answer.reason).to.match(reason).and.not.to.contain(SECRET)
      expect(sent).to.deep.equal([])
      expect(secretReads).to.equal(reads)
    })
  }

  it('rejects a body that no notification has, and reads no secret for it', async () => {
    const large = { ...upload, context: 'x'.repeat(BODY_CHARACTERS_MAX) }
    expect(await receive(large)).to.include({ status: 401, outcome: 'rejected' })
    expect(secretReads).to.equal(0)
  })

  it('asks for another try where the account cannot be read, and says nothing of why', async () => {
    const account = async () => {
      throw new Error(`the secret is ${SECRET}`)
    }
    const headers = { 'x-cld-timestamp': String(NOW / 1000), 'x-cld-signature': 'ab'.repeat(20) }
    const request = { method: 'POST', headers, body: '{}', isBase64Encoded: false }
    const answer = await receiveNotification(request, { ...work, account })
    expect(answer).to.deep.equal({ status: 503, outcome: 'unreadable', reason: 'the account cannot be read now' })
  })

  for (const [name, content] of [
    ['an asset that no key owns', { ...upload, public_id: 'films/b' }],
    ['something else', { notification_type: 'usage', used: 3 }],
    ['nothing that can be read', 'no JSON'],
  ] as const) {
    it(`ignores one about ${name}`, async () => {
      expect(await receive(content)).to.include({ status: 200, outcome: 'ignored' })
      expect(sent).to.deep.equal([])
    })
  }
})
