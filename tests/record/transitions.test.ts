import { expect } from 'chai'
import { contentOf } from '../../shared/model/content.ts'
import { type Entry, emptyEntry } from '../../shared/model/entry.ts'
import type { Failure } from '../../shared/model/errors.ts'
import { unknownAt } from '../../shared/record/doubt.ts'
import * as record from '../../shared/record/transitions.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { image } from '../support/world.ts'
import { type Case, failure, refused } from './cases.ts'

const key = 'a.jpg'
const address = image('a')
const asset = applied(desired(key), observed())
const same = observed({ checksum: 'crc64nvme:c' })
const empty = emptyEntry(key)
const mirrored: Entry = { key, applied: asset }
const lease = { token: 't', untilMs: 100 }
const attempt = { token: 't', operation: 'upload', address, deadlineMs: 200 } as const
const { fingerprint, rules, preset, ours } = asset
const background = { made: { address, fingerprint, rules, preset, ours }, object: { ...observed(), isDated: true } }
const failures = { count: 2, code: 'defect', reason: 'r' }
const doubt = { untilMs: 200, addresses: [address] }
const unanswered: Failure = { ...failure, effect: 'unknown' }
const unknown = { state: 'unknown', address, because: 'applied' } as const

const attempts: readonly Case[] = [
  [
    'opening one takes the lease',
    mirrored,
    (e) => record.openAttempt(e, attempt, 100),
    { ...mirrored, lease, attempt },
  ],
  ['closing it keeps the lease', { ...mirrored, lease, attempt }, record.closeAttempt, { ...mirrored, lease }],
  ['ending the lease keeps it', { ...mirrored, lease, attempt }, record.endLease, { ...mirrored, attempt }],
  ['one without an answer is a doubt', { ...empty, attempt }, record.doubtAttempt, { ...empty, doubt }],
  ['where there is none, there is no doubt', mirrored, record.doubtAttempt, mirrored],
  [
    'one that is taken goes on in the background',
    { ...empty, lease, attempt },
    (e) => record.continueInBackground(e, background),
    { ...empty, lease, attempt: { ...attempt, background } },
  ],
  ['none goes on where there is none', empty, (e) => record.continueInBackground(e, background), empty],
  ['a failure without effect closes it', { ...empty, attempt }, (e) => record.failAttempt(e, failure), empty],
  [
    'a failure that may have had an effect is a doubt',
    { ...empty, attempt },
    (e) => record.failAttempt(e, unanswered),
    { ...empty, doubt },
  ],
  [
    'no failure ends one in the background',
    { ...empty, attempt: { ...attempt, background } },
    (e) => record.failAttempt(record.failAttempt(e, unanswered), failure),
    { ...empty, attempt: { ...attempt, background } },
  ],
]

const appliedCases: readonly Case[] = [
  [
    'an answer closes the attempt, forgets failures and refusals, and keeps the lease',
    { ...empty, lease, attempt, failures, refused },
    (e) => record.recordApplied(e, asset),
    { ...mirrored, lease },
  ],
  [
    'what does not tell what is there is no success',
    { ...empty, failures: { count: 2, code: 'defect', reason: 'r' } },
    (e) => record.recordApplied(e, unknownAt(asset.address)),
    { ...empty, failures: { count: 2, code: 'defect', reason: 'r' }, applied: unknownAt(asset.address) },
  ],
  ['a doubt stays', { ...empty, doubt }, (e) => record.recordApplied(e, asset), { ...mirrored, doubt }],
  [
    'an orphan at its address is none any more',
    { ...empty, orphans: [address, image('b')] },
    (e) => record.recordApplied(e, asset),
    { ...mirrored, orphans: [image('b')] },
  ],
  [
    'orphans stay where nothing is left of the key`s own',
    { ...mirrored, orphans: [image('b')] },
    (e) => record.recordApplied(e, { state: 'nothing' }),
    { ...empty, orphans: [image('b')] },
  ],
  [
    'the last orphan goes with its attempt',
    { ...mirrored, attempt, orphans: [image('b')] },
    (e) => record.clearOrphan(e, image('b')),
    mirrored,
  ],
  [
    'an asset that a sweep finds is looked at first',
    empty,
    (e) => record.noteOrphan(e, address),
    { ...empty, applied: { ...unknown, because: 'found' } },
  ],
  [
    'a second asset that a sweep finds is an orphan, once',
    mirrored,
    (e) => record.noteOrphan(record.noteOrphan(e, image('b')), image('b')),
    { ...mirrored, orphans: [image('b')] },
  ],
  [
    'an equal asset is looked for',
    empty,
    record.lookFirst,
    { ...empty, applied: { state: 'nothing', looksFirst: true } },
  ],
  ['none is looked for where one is known', mirrored, record.lookFirst, mirrored],
  [
    'content that is not trusted',
    mirrored,
    record.distrustContent,
    { ...mirrored, applied: { ...unknown, before: asset } },
  ],
  [
    'attributes that are not trusted',
    mirrored,
    record.distrustAttributes,
    { ...mirrored, applied: { ...asset, fingerprint: '' } },
  ],
  [
    'there is nothing to distrust without an asset',
    empty,
    (e) => record.distrustAttributes(record.distrustContent(e)),
    empty,
  ],
  [
    'the rules by which it is equal',
    mirrored,
    (e) => record.markInSync(e, { rules: 'new', object: same }),
    { ...mirrored, applied: { ...asset, rules: 'new', content: contentOf(same) } },
  ],
  ['no rules are noted without a match', mirrored, (e) => record.markInSync(e, undefined), mirrored],
  [
    'nothing is looked for any more once it is equal',
    { ...empty, applied: { state: 'nothing', looksFirst: true } },
    (e) => record.markInSync(e, undefined),
    empty,
  ],
]

for (const [subject, cases] of [
  ['attempts', attempts],
  ['what is applied', appliedCases],
] as const) {
  describe(`of ${subject} is recorded:`, () => {
    for (const [name, before, happen, after] of cases) {
      it(name, () => expect(happen(before)).to.deep.equal(after))
    }
  })
}

describe('a lease', () => {
  for (const [name, nowMs, token, isLeased] of [
    ['another`s', 99, 'other', true],
    ['another`s that is over', 100, 'other', false],
    ['one`s own', 99, 't', false],
  ] as const) {
    it(`${isLeased ? 'keeps' : 'does not keep'} a worker off: ${name}`, () => {
      expect(record.isLeased({ ...mirrored, lease }, nowMs, token)).to.equal(isLeased)
    })
  }

  it('that is not there keeps nobody off', () => expect(record.isLeased(mirrored, 0, 'other')).to.equal(false))
})
