import { expect } from 'chai'
import type { Meanwhile } from './play.ts'
import { MEANWHILE, playTroubles, type Strikes, TROUBLES } from './troubles.ts'

/** Where clients write meanwhile, half of the calls do here: the hunt for planted defects strikes at each of them. */
const STRIKES: Readonly<Record<Meanwhile, Strikes>> = {
  nothing: { first: 1, each: 1 },
  'all go': { first: 1, each: 2 },
  'old names come back': { first: 2, each: 2 },
}

describe('at each call in turn of every scenario', () => {
  for (const meanwhile of MEANWHILE) {
    for (const [says, kind] of TROUBLES) {
      // What is on its way then lands all the same: as good as a death after the answer.
      if (meanwhile !== 'nothing' && kind.kind === 'crash' && 'when' in kind && kind.when === 'before') continue
      it(`${says}${meanwhile === 'nothing' ? '' : `, and ${meanwhile}`}`, async () => {
        const { faults, played } = await playTroubles(kind, meanwhile, STRIKES[meanwhile])
        expect(faults).to.deep.equal([])
        expect(played).to.be.greaterThan(STRIKES[meanwhile].each === 1 ? 20 : 10)
      })
    }
  }
})
