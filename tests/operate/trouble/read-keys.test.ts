import { expect } from 'chai'
import { noKeys } from '../../../operate/trouble/facts.ts'
import { readKeys } from '../../../operate/trouble/read-keys.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import { TransientError } from '../../../shared/model/errors.ts'
import { MemoryWorld } from '../../support/world.ts'

const address = { resourceType: 'image', type: 'upload', publicId: 'a' } as const
const failures = (code: string, retryMs: number) => ({ count: 1, code, reason: `why ${code}`, sinceMs: 5, retryMs })
const refused = {
  etag: 'e',
  sizeBytes: 1,
  lastModifiedMs: 1,
  rules: '',
  digest: '',
  atMs: 7,
  code: 'metadata',
  reason: 'why',
}

async function worldOf(entries: Readonly<Record<string, Partial<Entry>>>): Promise<MemoryWorld> {
  const world = new MemoryWorld()
  for (const [key, entry] of Object.entries(entries)) await world.record({ ...emptyEntry(key), ...entry })
  return world
}

describe('the keys in trouble', () => {
  it('are counted by kind and reason, the commonest first, with a whole reason', async () => {
    const world = await worldOf({
      a: { failures: failures('defect', 30) },
      b: { failures: failures('cloudinary-503', 20) },
      c: { failures: failures('cloudinary-503', 10) },
      d: { refused },
      e: { unended: { count: 3, beganMs: 1, untilMs: 2, refused: { times: 1, letterMs: 8, retryMs: 9 } } },
      f: { orphans: [{ ...address, refused: { ...refused, letterMs: 6, retry: { atMs: 1, times: 1 } } }] },
      g: { deletion: { state: 'withheld', sinceMs: 4 }, refused },
      h: { orphans: [{ ...address, deletion: { state: 'withheld', sinceMs: 3 } }] },
      archived: { refused: { ...refused, atMs: 2, code: 'archived', reason: 'frozen' } },
      i: { doubt: { untilMs: 1, addresses: [] } },
    })
    expect(await readKeys(world.records.ledger)).to.deep.equal({
      retrying: {
        count: 3,
        isMore: false,
        codes: [
          { code: 'cloudinary-503', count: 2 },
          { code: 'defect', count: 1 },
        ],
        firstMs: 10,
        example: { key: 'c', reason: 'why cloudinary-503' },
      },
      refused: {
        count: 3,
        isMore: false,
        codes: [
          { code: 'metadata', count: 2 },
          { code: 'never-ended', count: 1 },
        ],
        firstMs: 6,
        example: { key: 'f', reason: 'why' },
      },
      // The oldest of all, and no dead letter.
      archived: {
        count: 1,
        isMore: false,
        codes: [{ code: 'archived', count: 1 }],
        firstMs: 2,
        example: { key: 'archived', reason: 'frozen' },
      },
      withheld: { count: 2, isMore: false, codes: [{ code: 'withheld', count: 2 }], firstMs: 3, example: undefined },
      isIndexed: true,
    })
  })

  it('are told of no longer once all is well', async () => {
    const world = await worldOf({ a: { failures: failures('defect', 30) }, b: { refused } })
    for (const key of ['a', 'b'])
      await world.record({ ...emptyEntry(key), deletion: { state: 'absent', absentSinceMs: 1 } })
    const { retrying, refused: left } = await readKeys(world.records.ledger)
    expect([retrying, left]).to.deep.equal([noKeys, noKeys])
  })

  it('are counted up to a bound, however many there are, by one entry of each kind', async () => {
    const many = Array.from({ length: 520 }, (_, index) => [`k${index}`, { failures: failures('defect', index + 1) }])
    const { ledger } = (await worldOf(Object.fromEntries(many))).records
    let reads = 0
    const { retrying } = await readKeys({
      findTroubled: (...of) => ledger.findTroubled(...of),
      readOther(key) {
        reads += 1
        return ledger.readOther(key)
      },
    })
    expect([retrying.count, retrying.isMore, reads]).to.deep.equal([500, true, 1])
  })

  it('cannot be told where the table has no such index', async () => {
    const code = 'dynamodb-ValidationException'
    const without = (of: string) => ({
      findTroubled: async () => {
        throw new TransientError(of === code ? code : 'dynamodb-503', 'no index')
      },
      readOther: async () => undefined,
    })
    expect((await readKeys(without(code))).isIndexed).to.equal(false)
    expect(await readKeys(without('other')).catch(String)).to.contain('no index')
  })
})
