import { expect } from 'chai'
import type { GuardState } from '../../../shared/guard/admission.ts'
import { type Entry, emptyEntry } from '../../../shared/model/entry.ts'
import type { Observation } from '../../../shared/model/observation.ts'
import { observed } from '../../rules/fixtures.ts'
import { absent, address, attempt, entry, key, NOW, next, open } from './recorded.ts'

describe('what a worker would do', () => {
  const longAbsent = entry({ deletion: { state: 'absent', absentSinceMs: 1 } })
  const made = { address, fingerprint: '', rules: '', preset: '', ours: { context: [], tags: [] } }
  const sent = { etag: 'e', sizeBytes: 1, etagIsMd5: true, isDated: true, lastModifiedMs: 1 }
  const failed = { count: 4, code: 'cloudinary-403', reason: 'not now', sinceMs: NOW - 9000, retryMs: NOW + 9000 }
  const { etag, lastModifiedMs } = observed()
  const cases: readonly (readonly [string, Entry, Observation, object, GuardState?])[] = [
    ['nothing', entry(), observed(), { kind: 'skip', reason: 'equal', asset: undefined }],
    ['upload', emptyEntry(key), observed(), { kind: 'upload', asset: 'image upload shoot/a' }],
    ['wait', entry(), absent, { kind: 'wait', untilMs: NOW + 10_000 }],
    ['destroy', longAbsent, absent, { kind: 'destroy', asset: 'image upload shoot/a' }],
    ['withhold, once the guard has tripped', longAbsent, absent, { kind: 'withhold' }, { ...open, trippedMs: 1 }],
    ['withhold the first that is too many', longAbsent, absent, { kind: 'withhold' }, { ...open, count: 1 }],
    [
      'destroy what the guard has let through',
      entry({ deletion: { state: 'approved', absentSinceMs: 1 } }),
      absent,
      { kind: 'destroy' },
      { ...open, trippedMs: 1 },
    ],
    [
      'withhold what was withheld, whatever the guard would say by now',
      entry({ deletion: { state: 'withheld', sinceMs: 1, absentSinceMs: 1 } }),
      absent,
      { kind: 'withhold' },
    ],
    [
      'wait for another worker',
      entry({ lease: { token: 't', untilMs: NOW + 1 } }),
      absent,
      { kind: 'busy', untilMs: NOW + 1 },
    ],
    [
      'wait for Cloudinary',
      entry({ attempt: { ...attempt, background: { made, object: sent } } }),
      observed(),
      { kind: 'pending', untilMs: NOW + 5000 },
    ],
    [
      'wait out the pause after a failure',
      { ...emptyEntry(key), failures: { ...failed, object: { etag, lastModifiedMs } } },
      observed(),
      { kind: 'wait', reason: 'the last try failed', untilMs: NOW + 9000 },
    ],
    [
      'wait for a worker that has begun and may still be at it',
      { ...emptyEntry(key), unended: { count: 1, beganMs: 1, untilMs: NOW + 5000 } },
      observed(),
      { kind: 'busy', untilMs: NOW + 5000 },
    ],
    [
      'refuse what kills workers, until its pause is over',
      {
        ...emptyEntry(key),
        unended: { count: 0, beganMs: 1, untilMs: 2, refused: { times: 1, letterMs: 3, retryMs: NOW + 5000 } },
      },
      observed(),
      { kind: 'refuse', untilMs: NOW + 5000 },
    ],
    [
      'upload another object than the one that failed',
      { ...emptyEntry(key), failures: { ...failed, object: { etag: 'other', lastModifiedMs } } },
      observed(),
      { kind: 'upload' },
    ],
    [
      'upload again what a doubt has left unknown',
      entry({ doubt: { untilMs: 1, addresses: [address] } }),
      observed(),
      { kind: 'upload' },
    ],
  ]
  for (const [name, recorded, observation, expected, state] of cases) {
    it(`is: ${name}`, async () => {
      expect(await next(recorded, observation, state)).to.deep.include(expected)
    })
  }
})
