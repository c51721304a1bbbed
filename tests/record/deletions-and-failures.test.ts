import { expect } from 'chai'
import type { Entry } from '../../shared/model/entry.ts'
import type { Failure } from '../../shared/model/errors.ts'
import * as record from '../../shared/record/transitions.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'

const key = 'a.jpg'
const mirrored: Entry = { key, applied: applied(desired(key), observed()) }
const { address } = desired(key)
const former = { resourceType: 'raw', type: 'upload', publicId: key } as const
const failures = { count: 2, code: 'defect', reason: 'r' }
const { etag, sizeBytes, lastModifiedMs } = observed()
const refused = { etag, sizeBytes, lastModifiedMs, rules: 'r', digest: 'd', code: 'too-large', reason: 'r', atMs: 1 }
const absent = { state: 'absent', absentSinceMs: 5 } as const
const withheld = { state: 'withheld', sinceMs: 7 } as const
const failure: Failure = { class: 'transient', code: 's3-503', reason: 'no', effect: 'none', notBeforeMs: undefined }

/** A name, what was, what happens, and what is then. */
type Case = readonly [string, Entry, (entry: Entry) => Entry, Entry]

const deletions: readonly Case[] = [
  ['an absence', mirrored, (e) => record.noteAbsence(e, 5), { ...mirrored, deletion: absent }],
  [
    'an approved one remembers the absence',
    { ...mirrored, deletion: absent },
    (e) => record.approveDeletion(e, address),
    { ...mirrored, deletion: { state: 'approved', absentSinceMs: 5 } },
  ],
  [
    'without an absence, too',
    mirrored,
    (e) => record.approveDeletion(e, address),
    { ...mirrored, deletion: { state: 'approved' } },
  ],
  [
    'a withheld one remembers the absence, and since when it is',
    { ...mirrored, deletion: absent },
    (e) => record.withholdDeletion(record.withholdDeletion(e, 7), 9),
    { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } },
  ],
  [
    'a withheld one stays so when the key is still absent',
    { ...mirrored, deletion: withheld },
    (e) => record.noteAbsence(e, 5),
    { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } },
  ],
  [
    'so does an approved one',
    { ...mirrored, deletion: { state: 'approved' } },
    (e) => record.noteAbsence(e, 5),
    { ...mirrored, deletion: { state: 'approved', absentSinceMs: 5 } },
  ],
  [
    'an approved orphan says nothing of the key`s own asset',
    { ...mirrored, orphans: [{ ...former, deletion: { state: 'unasked' } }] },
    (e) => record.approveDeletion(e, former),
    { ...mirrored, orphans: [{ ...former, deletion: { state: 'approved' } }] },
  ],
  [
    'a withheld orphan remembers since when it is',
    { ...mirrored, deletion: absent, orphans: [{ ...former, deletion: { state: 'unasked' } }] },
    (e) => record.withholdDeletion(record.withholdDeletion(e, 7, former), 9, former),
    { ...mirrored, deletion: absent, orphans: [{ ...former, deletion: { state: 'withheld', sinceMs: 7 } }] },
  ],
  ['all is forgotten', { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } }, record.clearDeletion, mirrored],
]

const failing: readonly Case[] = [
  [
    'the first',
    mirrored,
    (e) => record.noteFailure(e, failure),
    { ...mirrored, failures: { count: 1, code: 's3-503', reason: 'no' } },
  ],
  [
    'the next, whatever the last was',
    { ...mirrored, failures },
    (e) => record.noteFailure(e, failure),
    { ...mirrored, failures: { count: 3, code: 's3-503', reason: 'no' } },
  ],
  ['all is forgotten', { ...mirrored, failures, refused }, (e) => record.clearFailures(e), mirrored],
  [
    'only the refusal is forgotten',
    { ...mirrored, failures, refused },
    (e) => record.clearFailures(e, { failures: false }),
    { ...mirrored, failures },
  ],
  [
    'a refusal takes the place of failures',
    { ...mirrored, failures },
    (e) => record.noteRefusal(e, refused),
    { ...mirrored, refused },
  ],
]

for (const [subject, cases] of [
  ['deletions', deletions],
  ['failures', failing],
] as const) {
  describe(`of ${subject} is recorded:`, () => {
    for (const [name, before, happen, after] of cases) {
      it(name, () => expect(happen(before)).to.deep.equal(after))
    }
  })
}
