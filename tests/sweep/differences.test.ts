import { expect } from 'chai'
import fc from 'fast-check'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import { compareKeys } from '../../shared/model/key-order.ts'
import { Rules } from '../../shared/rules/rules.ts'
import { comparePages } from '../../shared/sweep/differences.ts'
import { applied, desired, matched, observed } from '../rules/fixtures.ts'

const rules = new Rules()

const listed = (key: string, etag = 'e', lastModifiedMs = 1000) => ({ key, etag, sizeBytes: 5, lastModifiedMs })
const address = { resourceType: 'image', type: 'upload', publicId: 'p' } as const
const recorded = (key: string, etag = 'e', change: Partial<Entry> = {}): Entry => ({
  ...emptyEntry(key),
  applied: applied(desired(key), observed({ etag, sizeBytes: 5, lastModifiedMs: 1000 })),
  ...change,
})
const all = <Item>(...items: Item[]) => ({ items, isLast: true })

describe('comparing the source with the ledger', () => {
  it('finds what is only here, only there, different, or under way', () => {
    const { differences, last } = comparePages(
      all(listed('changed'), listed('doubtful'), listed('equal'), listed('new'), listed('redated', 'e', 9000)),
      all(
        recorded('changed', 'old'),
        recorded('doubtful', 'e', { doubt: { untilMs: 1, addresses: [address] } }),
        recorded('equal'),
        recorded('gone'),
        recorded('redated'),
      ),
      rules,
    )
    expect(differences).to.deep.equal([
      { key: 'changed', reason: 'content-differs' },
      { key: 'doubtful', reason: 'under-way' },
      { key: 'gone', reason: 'only-in-ledger' },
      { key: 'new', reason: 'only-in-source' },
      { key: 'redated', reason: 'content-differs' },
    ])
    expect(last).to.equal(undefined)
  })

  it('passes over what is not mirrored, and what was refused as it is', () => {
    const refused = {
      etag: 'e',
      sizeBytes: 5,
      lastModifiedMs: 1000,
      rules: matched('refused').digest,
      digest: '',
      code: 'bad',
      reason: 'bad',
      atMs: 1,
    }
    const { differences } = comparePages(
      all({ ...listed('empty'), sizeBytes: 0 }, listed('folder/'), listed('a.filepart'), listed('refused')),
      all({ ...emptyEntry('refused'), refused }),
      rules,
    )
    expect(differences).to.deep.equal([])
  })

  it('finds exactly the keys that a change of the rules concerns', () => {
    const keys = ['a.jpg', 'press/b.jpg', 'press/c.jpg', 'z.txt']
    const changed = new Rules({ rules: [{ match: 'press/**', tags: ['press'] }] })
    const { differences } = comparePages(
      all(...keys.map((key) => listed(key))),
      all(...keys.map((key) => recorded(key))),
      changed,
    )
    expect(differences).to.deep.equal(['press/b.jpg', 'press/c.jpg'].map((key) => ({ key, reason: 'rules-differ' })))
  })

  it('passes over an absent object whose asset the rules keep', () => {
    const keeping = new Rules({ defaults: { onDelete: 'keep' } })
    expect(comparePages(all(), all(recorded('gone.jpg')), keeping).differences).to.deep.equal([])
  })

  it('compares only as far as both pages reach', () => {
    const { differences, last } = comparePages(
      { items: [listed('a'), listed('c')], isLast: false },
      { items: [recorded('a'), recorded('b')], isLast: false },
      rules,
    )
    expect(differences).to.deep.equal([{ key: 'b', reason: 'only-in-ledger' }])
    expect(last).to.equal('b')
  })

  it('orders keys by their UTF-8 bytes', () => {
    const astral = '\u{1f600}'
    const privateUse = '\ue000'
    expect(astral < privateUse).to.equal(true)
    expect(compareKeys(astral, privateUse)).to.be.greaterThan(0)
  })

  it('finds the same differences whatever the size of the pages', () => {
    const keys = fc.uniqueArray(fc.constantFrom(...'abcdefghij', '\u{1f600}', '\ue000'))
    fc.assert(
      fc.property(keys, keys, fc.integer({ min: 1, max: 4 }), (there, here, pageSize) => {
        const found: string[] = []
        for (let after: string | undefined, isOver = false; !isOver; ) {
          const page = <Item extends { key: string }>(items: Item[]) => {
            const later = items
              .sort((a, b) => compareKeys(a.key, b.key))
              .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
            return { items: later.slice(0, pageSize), isLast: later.length <= pageSize }
          }
          const { differences, last } = comparePages(
            page(there.map((key) => listed(key))),
            page(here.map((key) => recorded(key))),
            rules,
          )
          found.push(...differences.map(({ key }) => key))
          after = last
          isOver = last === undefined
        }
        const expected = [...there.filter((key) => !here.includes(key)), ...here.filter((key) => !there.includes(key))]
        expect(found).to.deep.equal(expected.sort(compareKeys))
      }),
    )
  })
})
