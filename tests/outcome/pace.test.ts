import { expect } from 'chai'
import { pollSeconds } from '../../shared/outcome/pace.ts'

/** After so many deliveries the queue gives a message up. */
const DELIVERIES = 100

describe('waiting for another key', () => {
  const pauses = Array.from({ length: DELIVERIES }, (_, index) => pollSeconds(index + 1))
  const sum = (seconds: readonly number[]) => seconds.reduce((a, b) => a + b, 0)

  it('begins quickly, and looks every 15 seconds for some minutes', () => {
    expect(pauses.slice(0, 6)).to.deep.equal([1, 2, 4, 8, 15, 15])
    expect(pauses[29]).to.equal(15)
  })

  it('outlasts an outage of six hours before the queue gives the message up', () => {
    expect(sum(pauses)).to.be.greaterThan(6 * 3600)
  })

  it('never pauses for long against what it has waited already', () => {
    for (const [index, pause] of pauses.entries()) {
      if (index >= 10) expect(pause).to.be.at.most(sum(pauses.slice(0, index)) / 4)
    }
  })
})
