import { expect } from 'chai'
import { breakerSchema } from '../../shared/breaker/schema.ts'

const paused = { sinceMs: 3, reason: 'a move' }
const suspect = { scope: 'source', code: 's3-403', reason: 'no' }

describe('the row of the breaker', () => {
  for (const [name, body, expected] of [
    ['of version 1, closed', { failing: [], failures: 0 }, { suspicions: [] }],
    ['of version 1, with failures', { failing: ['a.jpg'], failures: 2 }, { suspicions: [] }],
    [
      'of version 1, open and paused',
      { failing: [], failures: 0, open: { sinceMs: 1, reason: 'down', probeAtMs: 2, intervalMs: 0 }, paused },
      { suspicions: [], trouble: { scope: 'cloud', code: 'cloudinary-no-answer', sinceMs: 1, reason: 'down' }, paused },
    ],
    [
      'of version 1, after an outage',
      { failing: [], failures: 0, trial: { sinceMs: 1, intervalMs: 60_000 } },
      { suspicions: [] },
    ],
    ...[
      { suspicions: [{ ...suspect, keys: ['a.jpg'] }], well: { scope: 'cloud', code: 'cloudinary-500', atMs: 4 } },
      { suspicions: [], trouble: { ...suspect, sinceMs: 5 }, endedMs: 2, paused },
    ].map((state) => ['of today', state, state] as const),
  ] as const) {
    it(`is read: ${name}`, () => expect(breakerSchema.parse({ schema: 1, ...body })).to.deep.equal(expected))
  }
})
