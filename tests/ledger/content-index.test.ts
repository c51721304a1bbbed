import { expect } from 'chai'
import { indexedBy, type Newcomer } from '../../shared/ledger/content-index.ts'
import { Ledger } from '../../shared/ledger/ledger.ts'
import { type Content, contentOf } from '../../shared/model/content.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { limits } from '../../shared/model/limits.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { KEY_BYTES_MAX } from '../simulation/services/object-store.ts'
import { Table } from '../simulation/services/table.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryRows } from '../support/memory-rows.ts'
import { image } from '../support/world.ts'

const content = contentOf({ ...observed(), checksum: 'crc64nvme:c' })
const entryOf = (key: string, change: Partial<Entry> = {}): Entry => {
  return { key, applied: applied(desired(key), observed(), { content }), ...change }
}
const isGone = { deletion: { state: 'absent', absentSinceMs: 1 } } as const
const newcomer = (key: string, of: Content = content): Newcomer => ({ key, content: of, address: image('new') })
const numbers = Array.from({ length: 100 }, (_, index) => String(index).padStart(3, '0'))

async function filled(entries: readonly Entry[]) {
  const rows = memoryRows(new Table())
  let searches = 0
  const find: typeof rows.find = (search) => {
    searches++
    return rows.find(search)
  }
  const ledger = new Ledger({ ...rows, find }, 'studio', fakeClock().unique)
  for (const entry of entries) await ledger.save(await ledger.read(entry.key), entry)
  return { find: (of: Newcomer) => ledger.findOrigins(of), searches: () => searches }
}

describe('the origins of a new key', () => {
  it('are by turns one that is gone and one that is there, of each kind the closest in name first', async () => {
    const { find } = await filled([
      entryOf('x/y.jpg'),
      entryOf('old/a.jpg'),
      entryOf('new/c.jpg'),
      entryOf('x/z.jpg', isGone),
      entryOf('old/b.jpg', isGone),
    ])
    expect(await find(newcomer('new/a.jpg'))).to.deep.equal([
      'old/a.jpg',
      'old/b.jpg',
      'new/c.jpg',
      'x/z.jpg',
      'x/y.jpg',
    ])
  })

  it('are found by the checksum, by the MD5 of what was stored, and by the ETag', async () => {
    const { find } = await filled([
      entryOf('sum.jpg'),
      entryOf('md5.jpg', {
        applied: applied(desired('a.jpg'), observed(), { content: { etag: 'x-2', md5: 'e1', sizeBytes: 10 } }),
      }),
      entryOf('etag.jpg', {
        applied: applied(desired('a.jpg'), observed(), { content: { etag: 'e1', sizeBytes: 10 } }),
      }),
    ])
    expect(await find(newcomer('new.jpg'))).to.have.members(['sum.jpg', 'md5.jpg', 'etag.jpg'])
    expect(await find(newcomer('new.jpg', { ...content, etag: 'y-3', md5: 'other' }))).to.deep.equal(['sum.jpg'])
  })

  it('are not of another resource type, bucket or size, and not the key itself', async () => {
    const { find } = await filled([entryOf('a.jpg'), entryOf('a.txt'), entryOf('b.jpg')])
    const copy = { ...content, etag: 'y-3', md5: undefined }
    expect(await find(newcomer('a.jpg', copy))).to.deep.equal(['b.jpg'])
    expect(await find(newcomer('a.jpg', { ...copy, sizeBytes: 11 }))).to.deep.equal([])
  })

  it('are asked for twice where there are few', async () => {
    const { find, searches } = await filled(numbers.slice(0, 19).map((number) => entryOf(`${number}.jpg`)))
    expect(await find(newcomer('new.jpg'))).to.have.length(19)
    expect(searches()).to.equal(2)
  })

  for (const [name, path, key, closest] of [
    ['of the same base name', (number: string) => `set/${number}/p.jpg`, 'new/057/p.jpg', 'set/057/p.jpg'],
    ['in the same folder', (number: string) => `set/${number}/p.jpg`, 'set/057/cover.jpg', 'set/057/p.jpg'],
  ] as const) {
    for (const [state, change] of [
      ['there', {}],
      ['gone', isGone],
    ] as const) {
      it(`begin with the one ${name} among a hundred that are ${state}, at no more cost`, async () => {
        const { find, searches } = await filled(numbers.map((number) => entryOf(path(number), change)))
        const found = await find(newcomer(key))
        expect(found[0]).to.equal(closest)
        expect(searches()).to.equal(8)
        expect(found).to.have.length.of.at.most(2 * limits.renameCandidatesMax + 6 * limits.renameNeighboursMax)
      })
    }
  }

  it('begin with the only one that is gone among a hundred, whatever its name', async () => {
    const { find } = await filled(numbers.map((number) => entryOf(`set/${number}.jpg`, number === '057' ? isGone : {})))
    expect((await find(newcomer('zz/new.jpg'))).slice(0, 3)).to.include('set/057.jpg')
  })

  it('begin with the only one of the same base name that is there, among a hundred that are gone', async () => {
    const { find } = await filled(numbers.map((number) => entryOf(`set/${number}.jpg`, number === '057' ? {} : isGone)))
    expect((await find(newcomer('new/057.jpg')))[0]).to.equal('set/057.jpg')
  })
})

describe('the place of a key in the index', () => {
  it('is short enough for DynamoDB, and well-formed, however long the key is', () => {
    for (const key of [`a${'ü'.repeat(511)}b`, 'ü'.repeat(512), `${'😀'.repeat(255)}.jpg`]) {
      expect(Buffer.byteLength(key)).to.equal(KEY_BYTES_MAX)
      const { rank = '' } = indexedBy('studio', { key, applied: entryOf('a.jpg').applied })
      expect(Buffer.byteLength(rank)).to.be.within(990, KEY_BYTES_MAX)
      expect(rank.isWellFormed()).to.equal(true)
      expect(rank).not.to.contain('\ufffd')
    }
  })

  it('is none where the key has no asset', () => {
    expect(indexedBy('studio', { key: 'a.jpg', applied: { state: 'nothing' } })).to.deep.equal({})
  })
})
