import { expect } from 'chai'
import fc from 'fast-check'
import { admitDeletion, freshGuard, type GuardState, releaseGuard } from '../../shared/guard/admission.ts'

const limits = { deletionsMax: 3, windowMs: 60_000 }

/** How many of deletions at these times are admitted, and the state after them. */
function ask(
  timesMs: readonly number[],
  from: GuardState = freshGuard,
  wasWithheld = false,
): { admitted: number; state: GuardState } {
  let admitted = 0
  let state = from
  for (const atMs of timesMs) {
    const decision = admitDeletion(state, { nowMs: atMs, wasWithheld }, limits)
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

  it('begins anew when the window is over, if it has not tripped', () => {
    expect(ask([...at(1_000_000, 3), ...at(1_060_000, 3)]).admitted).to.equal(6)
  })

  it('stays tripped when the window is over: what it withheld does not go through bit by bit', () => {
    const { state } = ask(at(1_000_000, 4))
    expect(ask(at(9_000_000, 10), state).admitted).to.equal(0)
  })

  it('lets through what an operator has released, and counts from there', () => {
    expect(ask(at(2_000_000, 20), releaseGuard(2_000_000, 10), true).admitted).to.equal(13)
    expect(ask(at(2_000_000, 20), releaseGuard(2_000_000, 10)).admitted).to.equal(3)
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
