import { expect } from 'chai'
import {
  type BreakerState,
  closedBreaker,
  isProbeDue,
  noteProbe,
  noteServed,
  noteUnavailable,
  stopOf,
} from '../../shared/breaker/state.ts'

const MINUTE_MS = 60_000
const serving = { isServing: true, reason: '' }
const down = { isServing: false, reason: 'no answer' }

/** The state after changes of these keys have failed, one second after the other. */
function afterFailures(state: BreakerState, keys: readonly string[], fromMs = 0): BreakerState {
  return keys.reduce(
    (before, key, index) => noteUnavailable(before, { key, reason: 'no answer', nowMs: fromMs + index * 1000 }),
    state,
  )
}
const keys = (count: number) => Array.from({ length: count }, (_, index) => `${index}.jpg`)
const opened = afterFailures(closedBreaker, keys(10))

describe('the breaker', () => {
  it('opens when changes of several keys have failed ten times and none was served', () => {
    expect(stopOf(afterFailures(closedBreaker, keys(9)))).to.equal(undefined)
    expect(stopOf(opened)).to.deep.include({ code: 'breaker-open' })
    expect(stopOf(afterFailures(closedBreaker, [...keys(3), ...keys(3), ...keys(3), ...keys(1)]))).not.to.equal(
      undefined,
    )
    expect(opened.open).to.deep.include({ sinceMs: 9000, reason: 'no answer' })
  })

  it('does not open for a key or two that fail again and again', () => {
    expect(stopOf(afterFailures(closedBreaker, Array(100).fill('a.jpg')))).to.equal(undefined)
    expect(stopOf(afterFailures(closedBreaker, Array(100).fill(['a.jpg', 'b.jpg']).flat()))).to.equal(undefined)
  })

  it('begins to count anew when a change was served', () => {
    const state = afterFailures(noteServed(afterFailures(closedBreaker, keys(9))), ['other.jpg'])
    expect(state).to.deep.equal({ failing: ['other.jpg'], failures: 1 })
  })

  it('asks Cloudinary while only failures are known, and opens where it does not answer', () => {
    const failing = afterFailures(closedBreaker, ['a.jpg'])
    expect([isProbeDue(closedBreaker, 0), isProbeDue(failing, 0)]).to.deep.equal([false, true])
    expect(stopOf(noteProbe(failing, down, 5))).to.deep.include({ code: 'breaker-open' })
  })

  it('takes the failures for those of the keys where Cloudinary answers', () => {
    expect(noteProbe(afterFailures(closedBreaker, ['a.jpg']), serving, 5)).to.deep.equal(closedBreaker)
  })

  it('asks whenever it is tended while it is open, and closes at the first answer', () => {
    const sinceMs = opened.open?.sinceMs ?? 0
    const still = noteProbe(opened, down, sinceMs + MINUTE_MS)
    expect([isProbeDue(opened, sinceMs), isProbeDue(still, sinceMs + MINUTE_MS)]).to.deep.equal([true, true])
    expect(stopOf(still)).to.deep.include({ code: 'breaker-open' })
    expect(stopOf(noteProbe(still, serving, sinceMs + 2 * MINUTE_MS))).to.equal(undefined)
  })

  it('opens sooner and for longer each time where probes are answered and changes are not', () => {
    let state = opened
    const intervals: number[] = []
    for (let nowMs = 0; nowMs < 6; nowMs++) {
      state = afterFailures(noteProbe(state, serving, nowMs), keys(3))
      intervals.push((state.open?.intervalMs ?? 0) / MINUTE_MS)
    }
    expect(intervals).to.deep.equal([1, 2, 4, 8, 15, 15])
    const { sinceMs = 0 } = state.open ?? {}
    expect(isProbeDue(state, sinceMs + 15 * MINUTE_MS - 1)).to.equal(false)
    expect(isProbeDue(state, sinceMs + 15 * MINUTE_MS)).to.equal(true)
    expect(noteServed(noteProbe(state, serving, 9))).to.deep.equal(closedBreaker)
  })

  it('forgets the last outage when it has been quiet for an hour', () => {
    const closed = noteProbe(opened, serving, 0)
    expect(stopOf(afterFailures(closed, keys(3), 59 * MINUTE_MS))).not.to.equal(undefined)
    expect(stopOf(afterFailures(closed, keys(3), 60 * MINUTE_MS))).to.equal(undefined)
    expect(afterFailures(closed, keys(10), 60 * MINUTE_MS).open).to.deep.include({ intervalMs: 0 })
  })

  it('stays paused whatever Cloudinary answers, and says why', () => {
    const paused = { ...opened, paused: { sinceMs: 1, reason: 'a migration' } }
    expect(stopOf(noteProbe(paused, serving, 99_999))).to.deep.equal({
      code: 'paused',
      reason: 'paused by an operator: a migration',
    })
  })
})
