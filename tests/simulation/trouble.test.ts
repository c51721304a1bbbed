import { expect } from 'chai'
import { MEANWHILE, playTroubles, TROUBLES } from './troubles.ts'

describe('at each call in turn of every scenario', () => {
  for (const meanwhile of MEANWHILE) {
    for (const [says, kind] of TROUBLES) {
      // What is on its way then lands all the same: as good as a death after the answer.
      if (meanwhile !== 'nothing' && kind.kind === 'crash' && 'when' in kind && kind.when === 'before') continue
      it(`${says}${meanwhile === 'nothing' ? '' : `, and ${meanwhile}`}`, async () => {
        const { faults, played } = await playTroubles(kind, meanwhile)
        expect(faults).to.deep.equal([])
        expect(played).to.be.greaterThan(20)
      })
    }
  }
})
