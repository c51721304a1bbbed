import { expect } from 'chai'
import { type KeyTally, noKeys } from '../../../operate/trouble/facts.ts'
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

function tally(counts: Readonly<Record<string, number>>, firstMs: number, example: KeyTally['example']): KeyTally {
  const codes = Object.entries(counts).map(([code, count]) => ({ code, count }))
  return { count: codes.reduce((sum, { count }) => sum + count, 0), isMore: false, codes, firstMs, example }
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
      retrying: tally({ 'cloudinary-503': 2, defect: 1 }, 10, { key: 'c', reason: 'why cloudinary-503' }),
      refused: tally({ metadata: 2, 'never-ended': 1 }, 6, { key: 'f', reason: 'why' }),
      // The oldest of all, and no dead letter.
      archived: tally({ archived: 1 }, 2, { key: 'archived', reason: 'frozen' }),
      withheld: tally({ withheld: 2 }, 3, undefined),
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
