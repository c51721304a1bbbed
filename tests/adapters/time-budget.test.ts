import { expect } from 'chai'
import { timeBudget } from '../../shared/adapters/cloudinary/time-budget.ts'
import { TransientError } from '../../shared/model/errors.ts'

describe('the time that several requests have together', () => {
  let nowMs = 1000

  it('is what those before have left', () => {
    const budget = timeBudget(60_000, () => nowMs)
    expect(budget()).to.equal(60_000)
    nowMs += 50_000
    expect(budget()).to.equal(10_000)
    nowMs += 7000
    expect(budget()).to.equal(3000)
  })

  for (const [timeoutMs, passedMs] of [
    [60_000, 57_001],
    [60_000, 60_000],
    [60_000, 90_000],
    [1000, 501],
  ] as const) {
    it(`is none when ${passedMs} of ${timeoutMs} ms are over`, () => {
      const budget = timeBudget(timeoutMs, () => nowMs)
      nowMs += passedMs
      expect(budget).to.throw(TransientError).and.include({ code: 'out-of-time', kind: 'waiting', effect: 'none' })
    })
  }
})
