import { expect } from 'chai'
import { type AppliedAsset, type Entry, emptyEntry } from '../../shared/model/entry.ts'
import type { Observation } from '../../shared/model/observation.ts'
import { type Candidate, planCreation } from '../../shared/plan/create.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'

const NOW = 1_000_000
const SETTLE = 10_000
const key = 'shoot/a.jpg'
const address = { resourceType: 'image', type: 'upload', publicId: 'old' } as const
const absent: Observation = { state: 'absent' }

const asset = (change: Partial<AppliedAsset> = {}) => applied(desired('old.jpg'), observed(), change)
const old = (change: Partial<Entry> = {}): Entry => ({ ...emptyEntry('old.jpg'), applied: asset(), ...change })
const gone = (name: string, change: Partial<Entry> = {}): Candidate => {
  return { entry: old({ key: name, ...change }), observation: absent }
}
const there = (name: string): Candidate => ({ entry: old({ key: name }), observation: observed() })

const newKey = {
  entry: emptyEntry(key),
  object: observed({ lastModifiedMs: NOW - 1000 }),
  desired: desired(key),
  nowMs: NOW,
  settleMs: SETTLE,
}
const created = (candidates: readonly Candidate[], change: Partial<typeof newKey> = {}) =>
  planCreation({ ...newKey, ...change }, candidates)
const from = (next: ReturnType<typeof created>) => (next.kind === 'rename' ? next.from.key : next.kind)

describe('planning for a new key', () => {
  it('is a rename where a key of the same content is gone', () => {
    const next = created([there('old.jpg'), gone('gone.jpg')])
    expect(next).to.deep.include({ kind: 'rename', desired: desired(key) })
    expect(next.reason).to.contain('gone.jpg')
  })

  it('is a rename where a checksum says that the content is the same, however fresh the object is', () => {
    const checksum = 'crc64nvme:c'
    const content = { etag: 'x-2', sizeBytes: 10, checksum }
    const object = observed({ etag: 'y-3', etagIsMd5: false, checksum, lastModifiedMs: NOW })
    expect(from(created([gone('gone.jpg', { applied: asset({ content }) })], { object }))).to.equal('gone.jpg')
  })

  it('continues the one with the same base name, then one in the same folder', () => {
    expect(from(created([gone('x.jpg'), gone('shoot/b.jpg'), gone('other/a.jpg')]))).to.equal('other/a.jpg')
    expect(from(created([gone('x.jpg'), gone('shoot/b.jpg')]))).to.equal('shoot/b.jpg')
  })

  it('waits for the delete of one with a closer name, for half the window', () => {
    const candidates = [gone('b.jpg'), there('other/a.jpg')]
    expect(created(candidates)).to.deep.include({ kind: 'wait', untilMs: NOW - 1000 + SETTLE / 2, poll: true })
    expect(from(created(candidates, { nowMs: NOW - 1000 + SETTLE / 2 }))).to.equal('b.jpg')
  })

  it('does not wait for it until the other one`s asset is destroyed', () => {
    const since = { deletion: { state: 'absent', absentSinceMs: NOW - 4000 } } as const
    const candidates = [gone('b.jpg', since), there('other/a.jpg')]
    expect(created(candidates)).to.deep.include({ kind: 'wait', untilMs: NOW - 4000 + SETTLE / 2 })
    expect(from(created(candidates, { nowMs: NOW + 1000 }))).to.equal('b.jpg')
  })

  it('does not wait for one that is only in the same folder', () => {
    expect(from(created([gone('b.jpg'), there('shoot/b.jpg')]))).to.equal('b.jpg')
  })

  it('waits for the other half where that key is still there', () => {
    expect(created([there('old.jpg')])).to.deep.include({ kind: 'wait', untilMs: NOW - 1000 + SETTLE, poll: true })
  })

  it('waits for a worker that holds the old key', () => {
    const lease = { token: 'other', untilMs: NOW + 5000 }
    expect(created([gone('old.jpg', { lease })])).to.deep.include({ kind: 'wait', untilMs: NOW + 5000 })
  })

  const uploads: readonly (readonly [string, Entry, Partial<typeof newKey>])[] = [
    ['the window has ended: it was a copy', old(), { nowMs: NOW + SETTLE }],
    ['the old key is in doubt', old({ doubt: { untilMs: NOW + 1, addresses: [address] } }), {}],
    ['the old asset has other content by now', old({ applied: asset({ content: { etag: 'x', sizeBytes: 10 } }) }), {}],
    [
      'the old asset is of another resource type',
      old({ applied: asset({ address: { ...address, resourceType: 'raw' } }) }),
      {},
    ],
  ]
  for (const [name, entry, change] of uploads) {
    it(`uploads without overwriting where ${name}`, () => {
      const next = created([{ entry, observation: observed() }], change)
      expect(next).to.deep.include({ kind: 'upload', overwrite: false })
    })
  }

  it('waits until the date of a fresh object in parts tells it from what may follow', () => {
    const object = observed({ etag: 'y-3', etagIsMd5: false, lastModifiedMs: NOW - 1000 })
    expect(created([], { object })).to.deep.include({ kind: 'wait', untilMs: NOW + 2000 })
    expect(created([], { object, nowMs: NOW + 2000 })).to.deep.include({ kind: 'upload' })
  })
})

describe('an asset that stays when its object goes', () => {
  const stays = (change: Partial<Entry>): Candidate => ({ ...gone('old.jpg', change), stays: true })
  const since = (absentSinceMs: number) => ({ deletion: { state: 'absent', absentSinceMs } as const })

  it('moves with an object that has just been renamed', () => {
    expect(from(created([stays(since(NOW - 1000))]))).to.equal('old.jpg')
  })

  it('is waited for where the delete may be on its way', () => {
    expect(created([stays({})])).to.deep.include({ kind: 'wait', untilMs: NOW - 1000 + SETTLE })
  })

  it('is not taken by an object that comes later', () => {
    const late = { nowMs: NOW + SETTLE }
    expect(created([stays(since(NOW - SETTLE))], late)).to.deep.include({ kind: 'upload' })
    expect(created([stays({})], late)).to.deep.include({ kind: 'upload' })
  })
})
