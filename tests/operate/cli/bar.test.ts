import { expect } from 'chai'
import { bar, sparkline } from '../../../operate/cli/bar.ts'

describe('a bar', () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [0, 2000, `${'░'.repeat(24)}   0%  0 of 2,000`],
    [1000, 2000, `${'█'.repeat(12)}${'░'.repeat(12)}  50%  1,000 of 2,000`],
    [1999, 2000, `${'█'.repeat(24)}  99%  1,999 of 2,000`],
    [2000, 2000, `${'█'.repeat(24)} 100%  2,000 of 2,000`],
    [2100, 2000, `${'█'.repeat(24)} 100%  2,100 of 2,000`],
    [0, 0, `${'█'.repeat(24)} 100%  0 of 0`],
  ]
  for (const [done, whole, expected] of cases) {
    it(`shows ${done} of ${whole}`, () => {
      expect(bar(done, whole)).to.equal(expected)
    })
  }
})

describe('a sparkline', () => {
  it('is as high as its numbers, the highest full', () => {
    expect(sparkline([0, 5, 10])).to.equal('▁▅█')
  })
  it('is flat where nothing is there', () => {
    expect(sparkline([0, 0])).to.equal('▁▁')
    expect(sparkline([])).to.equal('')
  })
})
