import { expect } from 'chai'
import fc from 'fast-check'
import { compareKeys } from '../../shared/model/key-order.ts'

// Few different characters, so that keys often share a beginning; all lengths in UTF-8 and in UTF-16.
const aCharacter = fc.constantFrom('/', 'Z', 'a', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '😁', '\u{10ffff}')
const aKey = fc.oneof(fc.string({ unit: aCharacter, maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }))

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

describe('the order of keys', () => {
  it('is the order of their bytes in UTF-8', () => {
    fc.assert(
      fc.property(aKey, aKey, (one, other) => Math.sign(compareKeys(one, other)) === byBytes(one, other)),
      { numRuns: 2000 },
    )
  })

  it('puts characters of four bytes last, where JavaScript puts some before', () => {
    expect('😀' < '\uffff').to.equal(true)
    expect(compareKeys('😀', '\uffff')).to.be.greaterThan(0)
  })
})
