import { expect } from 'chai'
import stringWidth from 'string-width'
import { renderStates } from '../../../operate/commands/status.ts'
import { listStates, stateOf } from '../../../operate/status/key-states.ts'
import { type Entry, emptyEntry, type Refusal } from '../../../shared/model/entry.ts'
import { compareKeys } from '../../../shared/model/key-order.ts'
import type { Page } from '../../../shared/ports/page.ts'
import { Rules } from '../../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../../shared/rules/schema.ts'
import { applied, desired, matched, observed } from '../../rules/fixtures.ts'

const key = 'a.jpg'
const address = { resourceType: 'image', type: 'upload', publicId: 'a' } as const
const object = (change: object = {}) => ({ ...listed(key), ...change })
const listed = (name: string) => ({ key: name, etag: 'e1', sizeBytes: 10, lastModifiedMs: 5000 })
const recorded = (change: Partial<Entry> = {}, name = key): Entry => ({
  ...emptyEntry(name),
  applied: applied(desired(name), observed()),
  ...change,
})
const refused: Refusal = {
  etag: 'e1',
  sizeBytes: 10,
  lastModifiedMs: 5000,
  rules: matched(key).digest,
  digest: '',
  code: 'bad',
  reason: 'it is bad',
  atMs: 1,
}
const nothing = { state: 'nothing' } as const

describe('the state of a key', () => {
  const attempt = { token: 't', operation: 'upload', address, deadlineMs: 1 } as const
  const failures = { count: 2, code: 'cloudinary-503', reason: 'busy' }
  const cases: readonly (readonly [string, Parameters<typeof stateOf>[1], object, MirrorConfig?])[] = [
    ['equal', { key, object: object(), entry: recorded() }, { state: 'equal', asset: 'image upload a' }],
    ['new', { key, object: object(), entry: undefined }, { state: 'differs', reason: 'no asset yet', asset: '' }],
    [
      'new and failing',
      { key, object: object(), entry: recorded({ applied: nothing, failures }) },
      { state: 'differs', reason: 'no asset yet; failed 2 times, the last cloudinary-503' },
    ],
    ['changed', { key, object: object({ etag: 'e2' }), entry: recorded() }, { state: 'differs' }],
    ['gone', { key, object: undefined, entry: recorded() }, { state: 'differs' }],
    [
      'gone, and kept by the rules',
      { key, object: undefined, entry: recorded() },
      { state: 'kept' },
      { defaults: { onDelete: 'keep' } },
    ],
    [
      'withheld',
      { key, object: undefined, entry: recorded({ deletion: { state: 'withheld', sinceMs: 1 } }) },
      { state: 'withheld' },
    ],
    [
      'in doubt',
      { key, object: object(), entry: recorded({ doubt: { untilMs: 1, addresses: [address] } }) },
      { state: 'in doubt' },
    ],
    ['under way', { key, object: object(), entry: recorded({ attempt }) }, { state: 'under way' }],
    [
      'refused as it is',
      { key, object: object(), entry: recorded({ applied: nothing, refused }) },
      { state: 'refused', reason: 'bad: it is bad' },
    ],
    [
      'refused before it changed',
      { key, object: object({ etag: 'e2' }), entry: recorded({ applied: nothing, refused }) },
      { state: 'differs' },
    ],
    ['empty', { key, object: object({ sizeBytes: 0 }), entry: undefined }, { state: 'ignored' }],
    [
      'ignored by a rule',
      { key, object: object(), entry: undefined },
      { state: 'ignored', reason: 'ignored by rule 1 (*.jpg)' },
      { rules: [{ match: '*.jpg', ignore: true }] },
    ],
    ['absent for long', { key, object: undefined, entry: recorded({ applied: nothing }) }, { state: 'absent' }],
  ]
  for (const [name, pair, expected, config] of cases) {
    it(`is ${name}`, () => {
      expect(stateOf(new Rules(config), pair)).to.deep.include({ key, ...expected })
    })
  }
})

/** Listings of a bucket and a ledger, `page` keys at a time. */
function sourcesOf(objects: readonly string[], entries: readonly string[], page: number) {
  const list =
    <Item extends { key: string }>(items: readonly Item[]) =>
    async (after: string | undefined): Promise<Page<Item>> => {
      const rest = items
        .filter((item) => after === undefined || compareKeys(item.key, after) > 0)
        .toSorted((a, b) => compareKeys(a.key, b.key))
      return { items: rest.slice(0, page), isLast: rest.length <= page }
    }
  const isListed = (name: string) => objects.includes(name)
  return {
    source: {
      list: list(objects.map(listed)),
      observe: async (name: string) => (isListed(name) ? observed() : ({ state: 'absent' } as const)),
    },
    ledger: {
      list: list(entries.map((name) => recorded({}, name))),
      read: async (name: string) => ({ entry: recorded({}, name), revision: entries.includes(name) ? '1' : undefined }),
    },
    rules: new Rules(),
  }
}

describe('listing the states of keys', () => {
  const objects = ['a.jpg', 'b', 'b.jpg', 'b/1.jpg', 'b/2.jpg', 'b\u{1f600}.jpg', 'b\uffee.jpg', 'c.jpg']
  const entries = ['b', 'b.jpg', 'b/2.jpg', 'b/3.jpg', 'd.jpg']
  for (const page of [1, 2, 100]) {
    it(`has those that begin with the prefix, in S3's order, ${page} a page`, async () => {
      const { states, isCut } = await listStates(sourcesOf(objects, entries, page), 'b', 100)
      expect(states.map((one) => [one.key, one.state])).to.deep.equal([
        ['b', 'equal'],
        ['b.jpg', 'equal'],
        ['b/1.jpg', 'differs'],
        ['b/2.jpg', 'equal'],
        ['b/3.jpg', 'differs'],
        ['b\uffee.jpg', 'differs'],
        ['b\u{1f600}.jpg', 'differs'],
      ])
      expect(isCut).to.equal(false)
    })
  }

  it('has all keys without a prefix, and says where it was cut', async () => {
    expect((await listStates(sourcesOf(objects, entries, 2), '', 100)).states).to.have.length(10)
    const cut = await listStates(sourcesOf(objects, entries, 2), '', 3)
    expect(cut.states.map((one) => one.key)).to.deep.equal(['a.jpg', 'b', 'b.jpg'])
    expect(cut.isCut).to.equal(true)
    expect((await listStates(sourcesOf(objects, entries, 2), 'd', 1)).isCut).to.equal(false)
  })

  it('fits into 80 columns, and counts', async () => {
    const long = `${'folder/'.repeat(40)}a.jpg`
    const { states } = await listStates(sourcesOf([long, 'b.jpg'], ['b.jpg'], 100), '', 100)
    const text = renderStates(states, 80)
    for (const line of text.split('\n')) expect(stringWidth(line)).to.be.at.most(80)
    expect(text).to.match(/\n\n2 keys: 1 equal, 1 differs$/)
    expect(renderStates([], 80)).to.contain('No such keys')
  })
})
