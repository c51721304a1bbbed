import { expect } from 'chai'
import fc from 'fast-check'
import { matchesWildcards } from '../../shared/model/wildcards.ts'

const few = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 })
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 })

/** The same by a regular expression, which is slow for hostile patterns but obviously right. */
function expected(name: string, text: string): boolean {
  const source = text.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(name)
}

describe('wildcards', () => {
  it('match what they stand for', () => {
    fc.assert(fc.property(few, pattern, (name, text) => matchesWildcards(name, text) === expected(name, text)))
  })

  it('match in no more steps than the product of the lengths, however many stars there are', () => {
    for (const star of ['*a', '*?a', 'a*', '*aab']) {
      const text = `${star.repeat(250)}b`
      let steps = 0
      const name = new Proxy(
        { length: 1000 },
        {
          get: (target, property) => {
            if (property === 'length') return target.length
            steps++
            return 'a'
          },
        },
      )
      expect(Reflect.apply(matchesWildcards, undefined, [name, text])).to.equal(false)
      expect(steps).to.be.within(1, name.length * text.length)
    }
  })
})
