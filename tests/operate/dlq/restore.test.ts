import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { Archive } from '../../../operate/dlq/archive.ts'
import type { Letter } from '../../../operate/dlq/dead-letter-queue.ts'
import { restoreLetters } from '../../../operate/dlq/restore.ts'
import { selector } from '../../../operate/dlq/selection.ts'
import { emptyEntry } from '../../../shared/model/entry.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'
import { BUCKET, FakeQueue, letter } from './fake-queue.ts'

const knowledge = {
  bucket: BUCKET,
  ledger: { read: async (key: string) => ({ entry: emptyEntry(key), revision: undefined }) },
}
const bytes = { dataType: 'Binary', bytes: new Uint8Array([1, 2]) }
const letters = Array.from({ length: 100 }, (_, index) =>
  letter(`${index}.jpg`, {
    sentMs: index * 1000,
    attributes: { ...letter('').attributes, Bytes: bytes, Number: { dataType: 'Number.int', text: '7' } },
  }),
)

describe('restoring dead letters', () => {
  const folder = temporaryFolder('restore')
  const file = join(folder, 'purged.jsonl')
  before(async () => {
    const archive = await Archive.create(file)
    await archive.append(letters)
    await archive.close()
  })
  after(() => removeFolder(folder))

  const restore = (queue: FakeQueue, given: Partial<Parameters<typeof restoreLetters>[0]> = {}) =>
    restoreLetters({
      ...{ file, queue, knowledge, isMeant: () => true },
      ...{ signal: new AbortController().signal, onProgress: () => undefined },
      ...given,
    })
  /** All of a letter that SQS keeps. */
  const kept = ({ id, body, attributes, sentMs }: Letter) => ({ id, body, attributes, sentMs })

  it('puts back what was purged, as it was', async () => {
    const queue = new FakeQueue([])
    expect(await restore(queue)).to.deep.equal({ read: 100, meant: 100, sent: 100, isInterrupted: false })
    const found = (await Promise.all(Array.from({ length: 10 }, () => queue.receive(60)))).flat()
    expect(found.map(kept)).to.have.deep.members(letters.map(kept))
  })

  it('puts back only those that are meant', async () => {
    const queue = new FakeQueue([])
    const isMeant = selector({ key: '9?.jpg', reason: 'bad', sinceMs: 95_000 })
    expect(await restore(queue, { isMeant })).to.include({ read: 100, meant: 5, sent: 5 })
    expect(queue.ids).to.deep.equal([95, 96, 97, 98, 99].map((index) => `id of ${index}.jpg`))
  })

  it('ends where it is told to, and says what it has sent', async () => {
    const interruption = new AbortController()
    const onProgress = () => interruption.abort()
    const { sent, isInterrupted } = await restore(new FakeQueue([]), { signal: interruption.signal, onProgress })
    expect([sent, isInterrupted]).to.deep.equal([80, true])
  })

  const good = { messageId: 'm', sentAt: '2026-01-01T00:00:00.000Z', receives: 1, body: 'b', attributes: {} }
  for (const [name, line, found] of [
    ['no JSON', 'hello', 'expected object|something else|Invalid input'],
    ['another object', '{"a":1}', 'messageId: '],
    ['no attributes of SQS', JSON.stringify({ ...good, attributes: { A: { StringValue: 'a' } } }), 'attributes\\.A'],
    [
      'bytes that are none',
      JSON.stringify({ ...good, attributes: { A: { DataType: 'Binary', BinaryValue: '?' } } }),
      'attributes\\.A',
    ],
  ] as const) {
    it(`sends nothing of a file with a line that is ${name}, and names it`, async () => {
      const path = join(folder, 'faulty.jsonl')
      writeFileSync(path, `${JSON.stringify(good)}\n\n${line}\n`)
      const queue = new FakeQueue([])
      const thrown: unknown = await restore(queue, { file: path }).catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(UsageError)
      expect(String(thrown)).to.match(new RegExp(`faulty\\.jsonl line 3, found .*(${found})`))
      expect(queue.calls).to.deep.equal([])
    })
  }

  it('expects a file', async () => {
    for (const path of [folder, join(folder, 'none.jsonl')]) {
      const thrown: unknown = await restore(new FakeQueue([]), { file: path }).catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(UsageError).with.property('message').that.contains(path)
    }
  })
})
