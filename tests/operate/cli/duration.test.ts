import { expect } from 'chai'
import { duration, parseDuration } from '../../../operate/cli/duration.ts'
import { optionalSeconds } from '../../../operate/cli/options.ts'
import { UsageError } from '../../../operate/cli/usage-error.ts'

describe('a duration', () => {
  const written: readonly (readonly [number, string])[] = [
    [-3, '0 s'],
    [0, '0 s'],
    [0.6, '1 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_605, '1 h'],
    [7_500, '2 h 5 min'],
    [86_400, '1 d'],
    [90_061, '1 d 1 h'],
  ]
  for (const [seconds, expected] of written) {
    it(`of ${seconds} s is written as ${expected}`, () => {
      expect(duration(seconds)).to.equal(expected)
    })
  }

  const read: readonly (readonly [string, number | undefined])[] = [
    ['90s', 90],
    ['2h', 7200],
    ['5m', 300],
    ['5min', 300],
    ['1d12h', 129_600],
    ['2 h 5 min', 7500],
    ['', undefined],
    ['5', undefined],
    ['-5s', undefined],
    ['5 weeks', undefined],
  ]
  for (const [text, expected] of read) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      expect(parseDuration(text)).to.equal(expected)
    })
  }

  it('that is none is said to be so, with an example', () => {
    expect(() => optionalSeconds({ since: 'soon' }, 'since')).to.throw(
      UsageError,
      /--since to be a duration such as .*"soon"/,
    )
    expect(optionalSeconds({}, 'since')).to.equal(undefined)
  })
})
