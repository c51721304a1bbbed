import { createHash, randomInt } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { composeLedger } from '../shared/composition/ledger.ts'
import { decodeEventKey } from '../shared/event/key.ts'
import { readMessage } from '../shared/event/read-message.ts'
import { writeMessage } from '../shared/event/write-message.ts'
import { ConfigError } from '../shared/model/config-error.ts'
import { parseConfig } from '../shared/rules/parse.ts'
import { Rules } from '../shared/rules/rules.ts'
import { receiveNotification } from '../shared/webhook/receive.ts'
import { deliver } from './support/deliver.ts'
import { fakeClock } from './support/fake-clock.ts'
import { memoryRows } from './support/memory-rows.ts'
import { aMutation, mutated } from './support/mutations.ts'
import { BUCKET, image, MemoryWorld } from './support/world.ts'

/** FUZZ_SEED plays a seed again; without it each run has one of its own. */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(1_000_000_000))
const KEYS = ['a.jpg', 'b c.png', 'ü/😀.jpg', 'gone.jpg', 'busy.jpg']
const SECRET = 's3cret'

const eventBody = fc.array(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 3 }).map((keys) => ({
  Records: keys.flatMap((key) => JSON.parse(writeMessage({ bucket: BUCKET, key, source: 'test', atMs: 0 })).Records),
}))
const body = fc.oneof(mutated(eventBody), fc.string({ unit: 'binary' }), fc.json())

/** The keys that a message is about, read without the code that is tested: each has to be looked at before it is acknowledged. */
function keysOf(text: string): string[] {
  const records = (JSON.parse(text)?.Records ?? []) as readonly { s3?: { object?: { key?: unknown } } }[]
  return records.flatMap((record) => {
    const key = record?.s3?.object?.key
    return typeof key === 'string' ? (decodeEventKey(key) ?? []) : []
  })
}

describe(`fuzz, seed ${seed} (FUZZ_SEED=${seed} npm run test:unit -- tests/fuzz.test.ts plays it again):`, () => {
  it('no message stops a batch, is lost, or is acknowledged before its keys are equal', async () => {
    const batches = fc.array(body, { minLength: 1, maxLength: 6 })
    const property = fc.asyncProperty(batches, async (bodies) => {
      const world = new MemoryWorld()
      for (const key of KEYS.slice(0, 3)) world.put(key, `content of ${key}`)
      // Another worker holds it: what is about it comes back.
      await (await world.claim('busy.jpg')).announce('upload', image('busy'))
      const sound = writeMessage({ bucket: BUCKET, key: 'a.jpg', source: 'test', atMs: 0 })
      for (const one of [...bodies, sound]) world.changes.apply(0, { kind: 'send', body: one })
      const { outcomes, failedIds } = await deliver(world)
      for (const { key, result, code, reason } of outcomes) {
        expect([code, reason].join(), key).not.to.match(/defect|TypeError|RangeError|undefined/)
        const isEqual =
          result !== 'done' || !world.store.head(key) || Object.values(world.account).includes(`content of ${key}`)
        expect(isEqual, `${key} is equal where it is done`).to.equal(true)
      }
      expect(world.account).to.include({ 'image/a': 'content of a.jpg' })
      const all = [...bodies, sound]
      const results = new Map(outcomes.map(({ key, result }) => [key, result]))
      for (const [index, text] of all.entries()) {
        const { events, unreadable } = readMessage(text, BUCKET)
        for (const { key } of events) expect(results.get(key), `what came of ${key}`).not.to.equal(undefined)
        if (events.some(({ key }) => results.get(key) === 'retry')) expect(failedIds).to.include(`m${index}`)
        if (failedIds.includes(`m${index}`)) continue
        const letters = [...world.deadLetters.messages.values()].map((letter) => letter.body)
        for (const part of unreadable) expect(letters, 'what could not be read').to.include(part.body)
      }
      expect([...failedIds].sort()).to.deep.equal([...world.changes.messages.keys()].sort())
    })
    await fc.assert(property, { seed, numRuns: 150 })
  })

  it('every record of a message is an event or is refused, and each event is about the key that it names', () => {
    const property = fc.property(mutated(eventBody), (text) => {
      const { events, unreadable } = readMessage(text, BUCKET)
      for (const { reason } of unreadable) expect(reason).to.match(/expected |as part of an S3 event notification/)
      const isJson = unreadable.every(({ code }) => code !== 'not-json' && code !== 'no-records')
      if (!isJson || events.length === 0) return
      expect(keysOf(text)).to.include.members(events.map(({ key }) => key))
      expect(events.length + unreadable.length).to.equal(JSON.parse(text).Records.length)
    })
    fc.assert(property, { seed, numRuns: 2000 })
  })

  it('no call of the webhook throws, and none that is not signed queues anything', async () => {
    const sent: string[] = []
    const { owners } = composeLedger(memoryRows(), BUCKET, fakeClock())
    await owners.acquire(image('a'), 'a.jpg')
    const queue = {
      delay: async () => {},
      reject: async () => {},
      send: async (all: readonly string[]) => void sent.push(...all),
    }
    const nowMs = Date.UTC(2026, 0, 1)
    const account = async () => ({ apiSecret: SECRET })
    const work = { bucket: BUCKET, owners, queue, clock: { nowMs: () => nowMs }, account }
    const notification = fc.constant({
      notification_type: 'upload',
      public_id: 'a',
      resource_type: 'image',
      type: 'upload',
    })
    const text = fc.string({ unit: 'binary', maxLength: 70 })
    const call = fc.record({
      body: fc.oneof(mutated(notification), text),
      isSigned: fc.boolean(),
      signature: text,
      time: text,
    })
    const property = fc.asyncProperty(call, async ({ body: said, isSigned, signature, time }) => {
      sent.splice(0)
      const timestamp = isSigned ? String(nowMs / 1000) : time
      const signed = createHash('sha256')
        .update(said + timestamp + SECRET)
        .digest('hex')
      const headers = { 'x-cld-timestamp': timestamp, 'x-cld-signature': isSigned ? signed : signature }
      const request = { method: 'POST', headers, body: said, isBase64Encoded: false }
      const answer = await receiveNotification(request, work)
      expect(answer.outcome === 'queued').to.equal(sent.length === 1)
      expect(answer.status).to.equal(isSigned ? 200 : 401)
      expect(answer.reason).to.match(/\w/).and.not.to.contain(SECRET)
    })
    await fc.assert(property, { seed, numRuns: 2000 })
  })

  it('rules are taken or refused with each fault and its place, and what is taken decides on every key', () => {
    const config = fc.constant({
      sources: [{ prefix: 'up/', folder: 'in' }, {}],
      rules: [
        { match: ['*.psd', 'a/**'], ignore: true },
        { match: 'b/*', tags: ['x'], accessBy: { from: 'tag:R', values: { now: {} } } },
      ],
      privateNames: ['.env', '.git/'],
      defaults: { contextFrom: { alt: 'metadata:alt' }, settleSeconds: 3, transfer: 'presigned' },
    })
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
    const property = fc.property(mutated(config), key, (text, name) => {
      const given: unknown = JSON.parse(text)
      try {
        const { kind } = new Rules(parseConfig(given)).matchRule(name)
        expect(kind).to.be.oneOf(['ignored', 'matched'])
      } catch (thrown) {
        if (!(thrown instanceof ConfigError)) throw thrown
        expect(thrown.faults.length).to.be.greaterThan(0)
        for (const fault of thrown.faults) expect(fault.expected, fault.name).to.match(/\w/)
      }
    })
    fc.assert(property, { seed, numRuns: 600 })
  })

  it('mutations do change what they are given', () => {
    const changed = fc.sample(fc.tuple(eventBody, aMutation), { seed, numRuns: 200 })
    expect(
      changed.filter(([value, mutate]) => JSON.stringify(mutate(value)) !== JSON.stringify(value)).length,
    ).to.be.greaterThan(80)
  })
})
