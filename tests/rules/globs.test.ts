import { expect } from 'chai'
import fc from 'fast-check'
import picomatch from 'picomatch'
import { expectedGlob, keyMatcher, nameMatcher } from '../../shared/rules/globs.ts'
import { ACTIVE_NAMES, LEFTOVER_NAMES, PRIVATE_NAMES, TEMPORARY_NAMES } from '../../shared/rules/names.ts'
import { ASSETS_VERSION, digestOf, Rules } from '../../shared/rules/rules.ts'

const pieces = 'a B . * **/ / ? [ab] [!a] {a,b.c} \\* ü 😀 - _ $ | ^'.split(' ')
const glob = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''))
  .filter((text) => expectedGlob(text) === undefined && !text.startsWith('/'))
const ready = [...TEMPORARY_NAMES, ...LEFTOVER_NAMES, ...PRIVATE_NAMES, ...ACTIVE_NAMES]
/** Keys that resemble the globs, so that many of them are meant. */
const key = fc
  .array(fc.constantFrom(...'a B b.c . / ü 😀 .tmp ~ .DS_Store .sql .HTML * | ^ [ab] **/'.split(' '), ' '), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))

describe('globs', () => {
  it('mean what picomatch says that a list of them means', () => {
    fc.assert(
      fc.property(fc.array(glob, { minLength: 1, maxLength: 4 }), key, (globs, text) => {
        const anywhere = globs.map((one) => (one.includes('/') ? one : `**/${one}`))
        const matches = picomatch(anywhere, { dot: true, nonegate: true })
        // A key may be called as a glob is written.
        for (const one of [text, ...anywhere]) expect(keyMatcher(globs)(one), one).to.equal(matches(one))
      }),
      { numRuns: 2000 },
    )
  })

  it('of names mean what picomatch says, for each name and folder', () => {
    const names = ready.filter((one) => !one.endsWith('/'))
    const folders = ready.filter((one) => one.endsWith('/')).map((one) => one.slice(0, -1))
    const options = { dot: true, nocase: true, nonegate: true }
    const isMeant = nameMatcher(ready)
    fc.assert(
      fc.property(key, (text) => {
        const segments = text.split('/').filter((segment, index, all) => segment !== '' || index === all.length - 1)
        const name = segments.pop() ?? ''
        const expected =
          (name !== '' && picomatch(names, options)(name)) || segments.some((one) => picomatch(folders, options)(one))
        expect(isMeant(text), text).to.equal(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('that are none mean nothing', () => {
    expect([nameMatcher([])('a.jpg'), keyMatcher([])('a.jpg')]).to.deep.equal([false, false])
  })
})

describe('the digest of a match', () => {
  it('is that of all that the rules say of the key, whatever it is called', () => {
    const configs = [
      {},
      { folders: 'fixed', sizeLimits: { image: 5 }, defaults: { tags: ['z', 'a'], context: { b: '1', a: '2' } } },
      { rules: [{ match: 'a*', backup: true, context: { b: '1', a: '2' } }], defaults: { tags: ['t'] } },
    ] as const
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom(...configs), (text, config) => {
        const match = new Rules(config).matchRule(text)
        if (match.kind === 'ignored') return
        const { path, options, isPlaced, sizeBytesMax } = match
        expect(match.digest).to.equal(digestOf({ version: ASSETS_VERSION, path, options, isPlaced, sizeBytesMax }))
      }),
    )
  })
})
