import { expect } from 'chai'
import { Ledger, writeOnce } from '../../shared/ledger/ledger.ts'
import { contentOf } from '../../shared/model/content.ts'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import { TransientError } from '../../shared/model/errors.ts'
import type { RowStore } from '../../shared/ports/rows.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { Moments, throws } from '../support/moments.ts'
import { image } from '../support/world.ts'

const key = 'shoot/a.jpg'
const object = observed()
const mirrored = (name = key, etag = 'e1'): Entry => {
  return { key: name, applied: applied(desired(name), observed({ etag })) }
}
const failing: Entry = { ...emptyEntry(key), failures: { count: 1, code: 'defect', reason: 'r' } }

function setUp() {
  const table = new Table()
  const moments = new Moments()
  const rows = memoryRows(table, moments)
  const { unique } = fakeClock()
  return { table, moments, rows, unique, ledger: new Ledger(rows, 'studio', unique) }
}

/** Rows whose writes succeed and say that they did not: the SDK has tried again after an answer that was lost. */
function triedTwice(rows: RowStore): RowStore {
  const twice = async (call: () => Promise<boolean>) => {
    await call()
    return call()
  }
  return {
    ...rows,
    write: (row, expected) => twice(() => rows.write(row, expected)),
    remove: (id, expected) => twice(() => rows.remove(id, expected)),
  }
}

describe('the ledger', () => {
  it('knows nothing of a key without a row', async () => {
    const { ledger } = setUp()
    expect(await ledger.read(key)).to.deep.equal({ entry: emptyEntry(key), revision: undefined })
  })

  it('reads what was saved, each time at another revision', async () => {
    const { ledger } = setUp()
    const first = await ledger.save(await ledger.read(key), mirrored())
    expect(await ledger.read(key))
      .to.deep.equal(first)
      .and.to.have.property('entry')
      .that.deep.equals(mirrored())
    const second = await ledger.save(await ledger.read(key), mirrored())
    expect(second?.revision).not.to.equal(first?.revision)
  })

  it('takes the content of a key into the row of its asset, and out of it', async () => {
    const { ledger, table } = setUp()
    const saved = await ledger.save(await ledger.read(key), mirrored())
    expect([...table.rows.values()].map(({ content }) => content)).to.deep.equal(['studio/e1/10'])
    if (saved) await ledger.save(saved, failing)
    expect([...table.rows.values()].map(({ content }) => content)).to.deep.equal([undefined])
  })

  it('removes the row of a key of which nothing needs remembering', async () => {
    const { ledger, table } = setUp()
    const saved = await ledger.save(await ledger.read(key), mirrored())
    const forgotten = saved && (await ledger.save(saved, emptyEntry(key)))
    expect(forgotten).to.deep.equal({ entry: emptyEntry(key), revision: undefined })
    expect(table.rows.size).to.equal(0)
  })

  it('writes no row for a key of which nothing needs remembering', async () => {
    const { ledger, table } = setUp()
    const read = await ledger.read(key)
    expect(await ledger.save(read, emptyEntry(key))).to.equal(read)
    expect(table.rows.size).to.equal(0)
  })

  for (const [name, next] of [
    ['save', mirrored()],
    ['forget', emptyEntry(key)],
  ] as const) {
    it(`does not ${name} over what another worker has written since`, async () => {
      const { ledger } = setUp()
      const read = await ledger.save(await ledger.read(key), failing)
      if (!read) throw new Error('expected the first save to succeed')
      const other = await ledger.save(await ledger.read(key), mirrored(key, 'theirs'))
      expect(await ledger.save(read, next)).to.equal(undefined)
      expect(await ledger.read(key)).to.deep.equal(other)
    })

    it(`counts a ${name} whose answer was lost`, async () => {
      const { ledger, rows, unique } = setUp()
      const read = await ledger.save(await ledger.read(key), failing)
      const retrying = new Ledger(triedTwice(rows), 'studio', unique)
      const saved = read && (await retrying.save(read, next))
      expect(saved?.entry).to.deep.equal(next)
      expect(await ledger.read(key)).to.deep.equal(saved)
    })
  }

  it('does not save where another worker was first with a new key', async () => {
    const { ledger } = setUp()
    const read = await ledger.read(key)
    await ledger.save(await ledger.read(key), mirrored(key, 'theirs'))
    expect(await ledger.save(read, mirrored())).to.equal(undefined)
  })

  it('leaves a failing write to its caller', async () => {
    const { ledger, moments } = setUp()
    moments.before('rows.write', throws(new TransientError('dynamodb-503', 'no')))
    const thrown = await ledger.save(await ledger.read(key), mirrored()).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(TransientError)
  })

  it('takes the write of someone else for none of its own', async () => {
    const { rows } = setUp()
    const row = { partition: 'studio', sort: key, body: {} }
    await rows.write({ ...row, revision: 'theirs' }, undefined)
    expect(await writeOnce(rows, { ...row, revision: 'ours' }, undefined)).to.equal(false)
  })
})

describe('what the ledger lists', () => {
  const keys = ['a/\u{1F600}.jpg', 'a/\uFF5E.jpg', 'a/z.jpg', 'b.jpg', 'A.jpg']

  async function filled() {
    const { ledger, rows, unique } = setUp()
    for (const name of keys) await ledger.save(await ledger.read(name), mirrored(name))
    const other = new Ledger(rows, 'other', unique)
    await other.save(await other.read('other.jpg'), mirrored('other.jpg'))
    return { ledger, other }
  }
  const keysOf = ({ items }: { items: readonly Entry[] }) => items.map((entry) => entry.key)
  const inOrder = ['A.jpg', 'a/z.jpg', 'a/\uFF5E.jpg', 'a/\u{1F600}.jpg', 'b.jpg']

  it('are the entries of its own bucket, in the order of their UTF-8 bytes', async () => {
    const { ledger, other } = await filled()
    const page = await ledger.list(undefined, 10)
    expect(keysOf(page)).to.deep.equal(inOrder)
    expect(page.isLast).to.equal(true)
    expect(keysOf(await other.list(undefined, 10))).to.deep.equal(['other.jpg'])
  })

  it('goes on after a key, page by page', async () => {
    const { ledger } = await filled()
    const first = await ledger.list(undefined, 2)
    expect(first.isLast).to.equal(false)
    expect([...keysOf(first), ...keysOf(await ledger.list('a/z.jpg', 10))]).to.deep.equal(inOrder)
  })

  it('is what is below a prefix, where there is one', async () => {
    const { ledger } = await filled()
    expect(keysOf(await ledger.list(undefined, 10, 'a/'))).to.deep.equal(inOrder.slice(1, 4))
    expect(keysOf(await ledger.list('a/z.jpg', 10, 'a/'))).to.deep.equal(inOrder.slice(2, 4))
  })

  it('as origins of a new key are the keys of its own bucket with these bytes', async () => {
    const { ledger, other } = await filled()
    const newcomer = (change: Partial<typeof object> = {}) => {
      return { key: 'new.jpg', content: contentOf({ ...object, ...change }), address: image('new') }
    }
    expect(await ledger.findOrigins(newcomer())).to.have.members(keys)
    expect(await ledger.findOrigins(newcomer({ sizeBytes: 11 }))).to.deep.equal([])
    expect(await ledger.findOrigins(newcomer({ etag: 'e2' }))).to.deep.equal([])
    expect(await other.findOrigins(newcomer())).to.deep.equal(['other.jpg'])
  })
})
