import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { Owners } from '../../shared/ledger/owners.ts'
import { receiveNotification, type WebhookAnswer } from '../../shared/webhook/receive.ts'
import { memoryRows } from '../support/memory-rows.ts'

const SECRET = 's3cret'
const NOW = Date.UTC(2026, 10, 24)
const upload = { notification_type: 'upload', public_id: 'films/a', resource_type: 'video', type: 'upload' }

describe('the webhook', () => {
  const sent: string[] = []
  let revision = 0
  const owners = new Owners(memoryRows(), () => String(revision++))
  const work = {
    bucket: 'studio',
    owners,
    queue: {
      delay: async () => undefined,
      reject: async () => undefined,
      send: async (bodies: readonly string[]) => void sent.push(...bodies),
    },
    clock: { nowMs: () => NOW, random: () => 0, unique: () => '' },
  }

  before(() => owners.acquire({ resourceType: 'video', type: 'upload', publicId: 'films/a' }, 'films/a b.mp4'))
  beforeEach(() => sent.splice(0))

  function receive(
    content: unknown,
    change: { algorithm?: string; secret?: string; atMs?: number; headers?: Record<string, string> } = {},
  ): Promise<WebhookAnswer> {
    const { algorithm = 'sha1', secret = SECRET, atMs = NOW } = change
    const body = typeof content === 'string' ? content : JSON.stringify(content)
    const timestamp = String(Math.floor(atMs / 1000))
    const signature = createHash(algorithm)
      .update(body + timestamp + secret)
      .digest('hex')
    const headers = { 'x-cld-timestamp': timestamp, 'x-cld-signature': signature, ...change.headers }
    return receiveNotification({ headers, body }, SECRET, work)
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

  const rejected: readonly (readonly [string, Parameters<typeof receive>[1], RegExp])[] = [
    ['signed with another secret', { secret: 'other' }, /signature/],
    ['without a signature', { headers: { 'x-cld-signature': '' } }, /signature/],
    ['with a signature that is none', { headers: { 'x-cld-signature': 'zz' } }, /signature/],
    ['with the signature of another time', { headers: { 'x-cld-timestamp': '1764000000' } }, /signature/],
    ['without a timestamp', { headers: { 'x-cld-timestamp': '' } }, /Unix seconds/],
    ['older than two hours', { atMs: NOW - 7_300_000 }, /last 7200 s/],
    ['from the future', { atMs: NOW + 400_000 }, /last 7200 s/],
  ]
  for (const [name, change, reason] of rejected) {
    it(`rejects one ${name}`, async () => {
      const answer = await receive(upload, change)
      expect(answer).to.include({ status: 401, outcome: 'rejected' })
      expect(answer.reason).to.match(reason).and.not.to.contain(SECRET)
      expect(sent).to.deep.equal([])
    })
  }

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
