import { expect } from 'chai'
import fc from 'fast-check'
import {
  admitDeletion,
  deletionsLimit,
  freshGuard,
  type GuardState,
  reopenGuard,
  withMirrored,
} from '../../shared/guard/admission.ts'
import type { NumberChange } from '../../shared/ports/rows.ts'
import { amendedBy } from '../simulation/services/table.ts'

const limits = { deletionsMax: 3, windowMs: 60_000 }

/** How many of deletions at these times are admitted, and the state after them. */
function ask(timesMs: readonly number[], from: GuardState = freshGuard): { admitted: number; state: GuardState } {
  let admitted = 0
  let state = from
  for (const atMs of timesMs) {
    const decision = admitDeletion(state, atMs, limits)
    state = decision.state
    if (decision.isAdmitted) admitted++
  }
  return { admitted, state }
}
/** The state that is left when a row has got an amendment; undefined where its conditions do not hold. */
function amended(state: GuardState, amendment: NumberChange): unknown {
  const row = { partition: 'guard#studio', sort: 'guard', revision: 'before', body: { ...state } }
  return amendedBy(row, { ...row, revision: 'after', ...amendment })?.body
}

const upTo = (max: number) => fc.integer({ min: 0, max })
const numbers = { sinceMs: upTo(4), count: upTo(2), mirrored: upTo(8) }
/** States and limits so close together that most of them count, and that what differs by one is common. */
const states: fc.Arbitrary<GuardState> = fc.record(numbers, { requiredKeys: ['sinceMs', 'count'] })
/** What others may have changed in one. */
const changes: fc.Arbitrary<Partial<GuardState>> = fc.record({ ...numbers, trippedMs: upTo(4) }, { requiredKeys: [] })
const someLimits = fc.record({
  deletionsMax: upTo(3),
  mirroredShare: fc.constantFrom(0, 0.5),
  windowMs: fc.constant(3),
})

const at = (startMs: number, count: number) => Array.from({ length: count }, (_, index) => startMs + index)

describe('the guard against mass deletion', () => {
  it('lets as many through as its limit, and stops the next', () => {
    expect(ask(at(1_000_000, 5))).to.deep.include({ admitted: 3 })
    expect(ask(at(1_000_000, 4)).state.trippedMs).to.equal(1_000_003)
  })

  it('begins again when the window is over, if it has not tripped', () => {
    expect(ask([...at(1_000_000, 3), ...at(1_060_000, 3)]).admitted).to.equal(6)
  })

  it('stays tripped when the window is over: what it withheld does not go through bit by bit', () => {
    const { state } = ask(at(1_000_000, 4))
    expect(ask(at(9_000_000, 10), state).admitted).to.equal(0)
  })

  it('counts from zero once an operator has released it, whatever the number of what was released', () => {
    const { state } = ask(at(1_000_000, 4))
    expect(ask(at(1_000_100, 20), reopenGuard(state, 1_000_100)).admitted).to.equal(3)
  })

  it('grows with what is mirrored, where it is to', () => {
    const share = { ...limits, mirroredShare: 0.1 }
    expect(deletionsLimit(freshGuard, share)).to.equal(3)
    expect(deletionsLimit({ ...freshGuard, mirrored: 29 }, share)).to.equal(3)
    expect(deletionsLimit({ ...freshGuard, mirrored: 5009 }, share)).to.equal(500)
    expect(deletionsLimit({ ...freshGuard, mirrored: 5009 }, limits)).to.equal(3)
    const { state } = ask(at(1_000_000, 4), { ...freshGuard, mirrored: 5009 })
    expect(reopenGuard(state, 2_000_000)).to.deep.equal({ sinceMs: 2_000_000, count: 0, mirrored: 5009 })
  })

  it('never lets more through in a window than its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 59_999 }), { maxLength: 20 }), (offsets) => {
        const times = offsets.sort((a, b) => a - b).map((offset) => 5_000_000 + offset)
        return ask(times).admitted === Math.min(times.length, limits.deletionsMax)
      }),
    )
  })

  it('amends a row as it decides, and none for which it would decide otherwise', () => {
    fc.assert(
      fc.property(states, changes, upTo(6), someLimits, (seen, changed, nowMs, within) => {
        const present = { ...seen, ...changed }
        const { amendment, state, isAdmitted } = admitDeletion(seen, nowMs, within)
        if (!amendment) return
        expect(isAdmitted).to.equal(true)
        expect(amended(seen, amendment)).to.deep.equal(state)
        const after = amended(present, amendment)
        if (after !== undefined)
          expect(admitDeletion(present, nowMs, within)).to.deep.include({ state: after, isAdmitted })
      }),
      { numRuns: 2000 },
    )
  })

  it('amends every row in which only the count is another, if it is below the limit', () => {
    const { amendment } = admitDeletion({ sinceMs: 1, count: 0, mirrored: 100 }, 2, { ...limits, mirroredShare: 0.1 })
    const counted = (count: number) => amendment && amended({ sinceMs: 1, count, mirrored: 100 }, amendment)
    expect([8, 9, 10].map(counted)).to.deep.equal([
      { sinceMs: 1, count: 9, mirrored: 100 },
      { sinceMs: 1, count: 10, mirrored: 100 },
      undefined,
    ])
  })

  it('writes what it has seen where a window begins, and where it trips', () => {
    expect(admitDeletion(freshGuard, 1_000_000, limits)).to.not.have.property('amendment')
    expect(admitDeletion({ sinceMs: 1, count: 3 }, 2, limits)).to.not.have.property('amendment')
  })

  it('takes note of what is mirrored, whatever else the row says', () => {
    fc.assert(
      fc.property(states, changes, upTo(8), (seen, changed, mirrored) => {
        const present = { ...seen, ...changed }
        const { state, amendment } = withMirrored(seen, mirrored)
        expect(state).to.deep.equal({ ...seen, mirrored })
        if (amendment) expect(amended(present, amendment)).to.deep.equal({ ...present, mirrored })
        else expect(state).to.equal(seen)
      }),
    )
  })
})
