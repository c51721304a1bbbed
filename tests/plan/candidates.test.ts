import { expect } from 'chai'
import type { Entry } from '../../shared/model/entry.ts'
import { limits } from '../../shared/model/limits.ts'
import type { Observation } from '../../shared/model/observation.ts'
import { findCandidates } from '../../shared/plan/candidates.ts'
import { Rules } from '../../shared/rules/rules.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'

const newKey = 'new/a.jpg'
const absent: Observation = { state: 'absent' }
const entryOf = (key: string, change: Partial<Entry> = {}): Entry => {
  return { key, applied: applied(desired(key), observed()), ...change }
}

/** Looks for the origin of a new key among these, in this order; undefined stands for a row that nobody can read. */
async function search(
  origins: Readonly<Record<string, { readonly entry?: Entry | undefined; readonly observation?: Observation }>>,
  config: MirrorConfig = {},
) {
  const calls = { read: 0, observe: 0 }
  const found = await findCandidates(
    newKey,
    { object: observed(), desired: desired(newKey) },
    {
      ledger: {
        findOrigins: async () => Object.keys(origins),
        readOther: async (key) => {
          calls.read++
          const entry = origins[key]?.entry
          return entry && { entry, revision: 'r' }
        },
      },
      source: {
        observe: async (key) => {
          calls.observe++
          return origins[key]?.observation ?? observed()
        },
      },
      clock: { nowMs: () => 1_000_000 },
      rules: new Rules(config),
    },
  )
  return { ...calls, keys: found.map(({ entry }) => entry.key), found }
}

describe('the search for the origin of a new key', () => {
  const there = (key: string) => ({ [key]: { entry: entryOf(key) } })
  const gone = (key: string, change: Partial<Entry> = {}) => {
    return { [key]: { entry: entryOf(key, change), observation: absent } }
  }

  it('ends at the first that is gone', async () => {
    expect(await search({ ...there('x.jpg'), ...gone('y.jpg'), ...gone('z.jpg') })).to.deep.include({
      keys: ['x.jpg', 'y.jpg'],
      read: 2,
      observe: 2,
    })
  })

  it('goes on to those with a closer name, whose delete may be on the way', async () => {
    const { keys } = await search({ ...gone('y.jpg'), ...there('z.jpg'), ...there('old/a.jpg') })
    expect(keys).to.deep.equal(['y.jpg', 'old/a.jpg'])
  })

  it('passes over one that is gone and whose asset cannot be had', async () => {
    const raw = { ...entryOf('y.txt'), applied: applied(desired('y.txt'), observed()) }
    const { keys, observe } = await search({ 'y.txt': { entry: raw, observation: absent }, ...gone('z.jpg') })
    expect({ keys, observe }).to.deep.equal({ keys: ['z.jpg'], observe: 1 })
  })

  it('passes over a row that nobody can read', async () => {
    const { keys } = await search({ 'x.jpg': { entry: undefined, observation: absent }, ...gone('z.jpg') })
    expect(keys).to.deep.equal(['z.jpg'])
  })

  it('looks at a bounded number of keys, however many there are', async () => {
    const many = Object.assign({}, ...Array.from({ length: 100 }, (_, index) => there(`${index}.jpg`)))
    const unreadable = Object.assign({}, ...Array.from({ length: 100 }, (_, index) => ({ [`${index}.jpg`]: {} })))
    expect(await search(many)).to.include({ read: limits.renameLooksMax, observe: limits.renameLooksMax })
    expect(await search(unreadable)).to.include({ read: limits.renameReadsMax, observe: 0 })
  })

  it('leaves alone what the rules keep, without a look at it', async () => {
    const keep = { defaults: { onDelete: 'keep' } } as const
    expect(await search({ ...gone('y.jpg') }, keep)).to.deep.include({ keys: [], observe: 0 })
  })

  it('says of an asset that was there before that it stays, unless the rules say otherwise', async () => {
    const adopted = gone('y.jpg', { adopted: '' })
    expect((await search(adopted)).found).to.have.nested.property('0.stays', true)
    const destroy = { defaults: { onDelete: 'destroy' } } as const
    expect((await search(adopted, destroy)).found).to.have.nested.property('0.stays', false)
  })
})
