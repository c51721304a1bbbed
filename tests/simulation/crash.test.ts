import { expect } from 'chai'
import { playCrash, SCENARIOS } from './scenarios.ts'

const WHEN = ['before', 'after'] as const

describe('a worker that dies', function () {
  this.timeout(60_000)

  // The tree and the moments are many times the same story.
  for (const scenario of SCENARIOS.filter(({ name }) => !/tree|for a moment/.test(name))) {
    it(`at any of its calls, in: ${scenario.name}`, async () => {
      for (const when of WHEN) {
        let call = 1
        for (; ; call++) {
          const faults = await playCrash(scenario, { call, when })
          if (faults === undefined) break
          expect(faults, `${when} call ${call}`).to.deep.equal([])
        }
        expect(call).to.be.greaterThan(3)
      }
    })
  }
})
