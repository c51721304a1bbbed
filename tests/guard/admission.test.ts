import { expect } from 'chai'
import fc from 'fast-check'
import {
  admitDeletion,
  deletionsLimit,
  freshGuard,
  type GuardState,
  reopenGuard,
} from '../../shared/guard/admission.ts'

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
})
