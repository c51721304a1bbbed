import { expect } from 'chai'
import { explainKey, tellExplanation } from '../../../operate/explain/explain.ts'
import { Rules } from '../../../shared/rules/rules.ts'

const rules = new Rules({
  sources: [{ prefix: 'uploads/', folder: 'studio' }],
  rules: [
    { match: '*.psd', ignore: true },
    { name: 'press', match: 'uploads/press/**', tags: ['press'], tagsFrom: ['tag:Keywords'] },
    { match: 'uploads/**', type: 'private' },
  ],
})

describe('sls explain', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['uploads/press/a b?.jpg', { result: 'mirrored', rule: 'press', publicId: 'studio/press/a b？', type: 'upload' }],
    ['uploads/b.jpg', { result: 'mirrored', rule: 'rule 3 (uploads/**)', type: 'private' }],
    ['uploads/layout.psd', { result: 'ignored', reason: 'ignored by rule 1 (*.psd)' }],
    ['elsewhere/c.jpg', { result: 'ignored', reason: 'outside of every source' }],
    ['uploads/d.jpg.part', { result: 'ignored', reason: 'a temporary name' }],
    [`uploads/${'e'.repeat(300)}.jpg`, { result: 'refused', rule: 'rule 3 (uploads/**)' }],
  ]
  for (const [key, expected] of cases) {
    it(`says of ${key.slice(0, 30)} what becomes of it, and why`, () => {
      expect(explainKey(rules, key)).to.deep.include(expected)
    })
  }

  it('shows what would move the cursor', () => {
    const text = tellExplanation(explainKey(rules, 'uploads/a\nb\u001b[31m.jpg'))
    expect(text).to.contain('uploads/a\\u{a}b\\u{1b}[31m.jpg').and.not.to.contain('\u001b')
  })

  it('says what has to be read of an object', () => {
    expect(explainKey(rules, 'uploads/press/a.jpg')).to.deep.include({ reads: ['HEAD', 'tags'] })
  })
})
