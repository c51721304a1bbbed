import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { UsageError } from '../../../operate/cli/usage-error.ts'
import { Archive } from '../../../operate/dlq/archive.ts'
import type { Letter } from '../../../operate/dlq/dead-letter-queue.ts'
import { purgeLetters } from '../../../operate/dlq/purge.ts'
import { selector } from '../../../operate/dlq/selection.ts'
import { emptyEntry } from '../../../shared/model/entry.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'
import { BUCKET, FakeQueue, letter } from './fake-queue.ts'

const letters = Array.from({ length: 25 }, (_, index) => letter(`${index}.jpg`))
const lineSchema = z.object({ messageId: z.string(), sentAt: z.string(), receives: z.number(), body: z.string() })

function walkOf(queue: FakeQueue) {
  return { queue, signal: new AbortController().signal, nowMs: () => queue.nowMs, onProgress: () => undefined }
}

const knowledge = {
  bucket: BUCKET,
  ledger: { read: async (key: string) => ({ entry: emptyEntry(key), revision: undefined }) },
}
const everything = { knowledge, isMeant: () => true }

describe('purging the dead-letter queue', () => {
  const folder = temporaryFolder('purge')
  after(() => removeFolder(folder))

  it('writes all to the file, and then has none', async () => {
    const queue = new FakeQueue(letters)
    const archive = await Archive.create(join(folder, 'all.jsonl'))
    const { removed, walked } = await purgeLetters({ ...everything, walk: walkOf(queue), archive })
    await archive.close()
    expect({ removed, stillHidden: walked.stillHidden, left: queue.ids }).to.deep.equal({
      removed: 25,
      stillHidden: 0,
      left: [],
    })
    const lines = readFileSync(archive.path, 'utf8').trimEnd().split('\n')
    const written = lines.map((line) => lineSchema.parse(JSON.parse(line)))
    expect(written.map(({ body }) => body).sort()).to.deep.equal(letters.map(({ body }) => body).sort())
    expect(written[0]?.sentAt).to.equal('1970-01-01T00:00:00.000Z')
    expect(statSync(archive.path).mode & 0o777).to.equal(0o600)
  })

  it('loses nothing, whichever call fails, and deletes nothing that arrives meanwhile', async () => {
    for (let at = 1; at <= 12; at++) {
      for (const when of ['before', 'after'] as const) {
        const queue = new FakeQueue(letters)
        const written: Letter[] = []
        queue.fault = { at, when, isDeath: true }
        queue.meanwhile = () => queue.add(letter('new.jpg', { sentMs: queue.nowMs + 1 }))
        const append = async (some: readonly Letter[]) => void written.push(...some)
        const order = { ...everything, walk: walkOf(queue), archive: { append } }
        await purgeLetters(order).catch(() => undefined)
        const somewhere = new Set([...queue.ids, ...written.map(({ id }) => id)])
        for (const { id } of letters) expect(somewhere.has(id), `call ${at}, ${when}`).to.equal(true)
        expect(written.map(({ id }) => id)).not.to.include('id of new.jpg')
      }
    }
  })

  it('takes only those that are meant, and leaves the others visible', async () => {
    const queue = new FakeQueue(letters)
    const archive = await Archive.create(join(folder, 'some.jsonl'))
    const isMeant = selector({ key: '1?.jpg', reason: 'bad', sinceMs: undefined })
    const purged = await purgeLetters({ knowledge, isMeant, walk: walkOf(queue), archive })
    await archive.close()
    expect([purged.meant, purged.removed, archive.count, queue.ids.length]).to.deep.equal([10, 10, 10, 15])
    expect(queue.ids.filter((id) => /of 1\d/.test(id))).to.deep.equal([])
    expect(queue.hiddenIds).to.deep.equal([])
    rmSync(archive.path)
  })

  it('deletes nothing that could not be written', async () => {
    const queue = new FakeQueue(letters)
    const append = () => Promise.reject(new Error('no space left'))
    const thrown: unknown = await purgeLetters({ ...everything, walk: walkOf(queue), archive: { append } }).catch(
      (error: unknown) => error,
    )
    expect(thrown).to.be.an('error').with.property('message', 'no space left')
    expect(queue.ids).to.have.length(25)
    expect(queue.hiddenIds).to.deep.equal([])
  })

  it('overwrites no file, and leaves none that is empty', async () => {
    const path = join(folder, 'once.jsonl')
    const archive = await Archive.create(path)
    await archive.append([letter('a.jpg')])
    await archive.close()
    const before = readFileSync(path, 'utf8')
    for (const there of [path, join(folder, 'no-such-folder', 'x')]) {
      const thrown: unknown = await Archive.create(there).catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(UsageError).with.property('message').that.contains(there)
    }
    expect(readFileSync(path, 'utf8')).to.equal(before)
    const empty = await Archive.create(join(folder, 'empty.jsonl'))
    await empty.close()
    expect(existsSync(empty.path)).to.equal(false)
    expect(readdirSync(folder).sort()).to.deep.equal(['all.jsonl', 'once.jsonl'])
  })
})
