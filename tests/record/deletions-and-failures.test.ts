import { expect } from 'chai'
import type { Entry } from '../../shared/model/entry.ts'
import * as deletion from '../../shared/record/deletion.ts'
import * as counting from '../../shared/record/failures.ts'
import { applied, desired, observed } from '../rules/fixtures.ts'
import { type Case, failure, refused } from './cases.ts'

const key = 'a.jpg'
const mirrored: Entry = { key, applied: applied(desired(key), observed()) }
const { address } = desired(key)
const former = { resourceType: 'raw', type: 'upload', publicId: key } as const
const failures = { count: 2, code: 'defect', reason: 'r', sinceMs: 2 }
const object = { etag: 'e', lastModifiedMs: 1 }
const absent = { state: 'absent', absentSinceMs: 5 } as const
const withheld = { state: 'withheld', sinceMs: 7 } as const

const deletions: readonly Case[] = [
  ['an absence', mirrored, (e) => deletion.noteAbsence(e, 5), { ...mirrored, deletion: absent }],
  [
    'an approved one remembers the absence',
    { ...mirrored, deletion: absent },
    (e) => deletion.approveDeletion(e, address),
    { ...mirrored, deletion: { state: 'approved', absentSinceMs: 5 } },
  ],
  [
    'without an absence, too',
    mirrored,
    (e) => deletion.approveDeletion(e, address),
    { ...mirrored, deletion: { state: 'approved' } },
  ],
  [
    'another key`s withheld one says nothing of a key that has an asset itself',
    mirrored,
    (e) => deletion.withholdDeletion(e, 7),
    mirrored,
  ],
  [
    'a withheld one remembers the absence, and since when it is',
    { ...mirrored, deletion: absent },
    (e) => deletion.withholdDeletion(deletion.withholdDeletion(e, 7, address), 9, address),
    { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } },
  ],
  [
    'a withheld one stays so when the key is still absent',
    { ...mirrored, deletion: withheld },
    (e) => deletion.noteAbsence(e, 5),
    { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } },
  ],
  [
    'so does an approved one',
    { ...mirrored, deletion: { state: 'approved' } },
    (e) => deletion.noteAbsence(e, 5),
    { ...mirrored, deletion: { state: 'approved', absentSinceMs: 5 } },
  ],
  [
    'an approved orphan says nothing of the key`s own asset',
    { ...mirrored, orphans: [{ ...former, deletion: { state: 'unasked' } }] },
    (e) => deletion.approveDeletion(e, former),
    { ...mirrored, orphans: [{ ...former, deletion: { state: 'approved' } }] },
  ],
  [
    'a withheld orphan remembers since when it is',
    { ...mirrored, deletion: absent, orphans: [{ ...former, deletion: { state: 'unasked' } }] },
    (e) => deletion.withholdDeletion(deletion.withholdDeletion(e, 7, former), 9, former),
    { ...mirrored, deletion: absent, orphans: [{ ...former, deletion: { state: 'withheld', sinceMs: 7 } }] },
  ],
  ['all is forgotten', { ...mirrored, deletion: { ...withheld, absentSinceMs: 5 } }, deletion.clearDeletion, mirrored],
]

const failing: readonly Case[] = [
  [
    'the first',
    mirrored,
    (e) => counting.noteFailure(e, failure, { nowMs: 4, retryMs: 5 }),
    { ...mirrored, failures: { count: 1, code: 's3-503', reason: 'no', sinceMs: 4, atMs: 4, retryMs: 5 } },
  ],
  [
    'the next, whatever the last was',
    { ...mirrored, failures },
    (e) => counting.noteFailure(e, failure, { nowMs: 4, retryMs: 5 }, object),
    { ...mirrored, failures: { count: 3, code: 's3-503', reason: 'no', sinceMs: 2, atMs: 4, retryMs: 5, object } },
  ],
  [
    'that of another object counts anew',
    { ...mirrored, failures: { ...failures, object: { ...object, etag: 'another' } } },
    (e) => counting.noteFailure(e, failure, { nowMs: 4, retryMs: 5 }, object),
    { ...mirrored, failures: { count: 1, code: 's3-503', reason: 'no', sinceMs: 4, atMs: 4, retryMs: 5, object } },
  ],
  [
    'one of which S3 has not told the object counts on',
    { ...mirrored, failures: { ...failures, object } },
    (e) => counting.noteFailure(e, failure, { nowMs: 4, retryMs: 5 }),
    { ...mirrored, failures: { count: 3, code: 's3-503', reason: 'no', sinceMs: 2, atMs: 4, retryMs: 5 } },
  ],
  ['all is forgotten', { ...mirrored, failures, refused }, (e) => counting.clearFailures(e), mirrored],
  [
    'a redrive forgets what was before it',
    { ...mirrored, failures, refused },
    (e) => counting.startOver(e, { redrivenMs: 3 }),
    mirrored,
  ],
  [
    'a redrive leaves what has failed since',
    { ...mirrored, failures, refused: { ...refused, atMs: 3002 } },
    (e) => counting.startOver(e, { redrivenMs: 1 }),
    { ...mirrored, failures, refused: { ...refused, atMs: 3002 } },
  ],
  [
    'a redrive forgets a refusal of just before it by a clock that is ahead',
    { ...mirrored, refused: { ...refused, atMs: 3001 } },
    (e) => counting.startOver(e, { redrivenMs: 1 }),
    mirrored,
  ],
  [
    'the end of a trouble forgets the failures before it, and no refusal',
    { ...mirrored, failures, refused },
    (e) => counting.startOver(e, { troubleEndedMs: 3 }),
    { ...mirrored, refused },
  ],
  [
    'failures of an older version, too',
    { ...mirrored, failures: { count: 2, code: 'defect', reason: 'r' } },
    (e) => counting.startOver(e, { troubleEndedMs: 1 }),
    mirrored,
  ],
  [
    'where nothing has ended nothing is forgotten',
    { ...mirrored, failures, refused },
    (e) => counting.startOver(e, {}),
    { ...mirrored, failures, refused },
  ],
  [
    'a dead letter that tells of them is remembered, and outlasts the next',
    { ...mirrored, failures },
    (e) => counting.noteFailure(counting.noteLetter(e, 3), failure, { nowMs: 4, retryMs: 5 }),
    { ...mirrored, failures: { count: 3, code: 's3-503', reason: 'no', sinceMs: 2, atMs: 4, retryMs: 5, letterMs: 3 } },
  ],
  [
    'a refusal takes the place of failures',
    { ...mirrored, failures },
    (e) => counting.noteRefusal(e, refused),
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
