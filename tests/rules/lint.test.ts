import { expect } from 'chai'
import example from '../../mirror.config.example.ts'
import { keyMatcher } from '../../shared/rules/globs.ts'
import { lintRules } from '../../shared/rules/lint.ts'
import { samplesOf } from '../../shared/rules/samples.ts'
import type { MirrorConfig } from '../../shared/rules/schema.ts'

const match = (...globs: readonly (string | string[])[]): MirrorConfig => ({
  rules: globs.map((one) => ({ match: one, type: 'private' })),
})

describe('what rules are hardly ever meant to say', () => {
  const cases: readonly (readonly [string, MirrorConfig, readonly RegExp[]])[] = [
    ['nothing, without rules', {}, []],
    ['nothing, in the example', example, []],
    [
      'a rule behind one for all keys',
      match('**', 'shoot/**'),
      [/^rule 2 \(shoot\/\*\*\) never matches: rule 1 \(\*\*\) comes first \(such as "shoot\//],
    ],
    [
      'a rule behind one of the same',
      match('*.jpg', '*.jpg'),
      [/^rule 2 .* never matches: rule 1 \(\*\.jpg\) comes first/],
    ],
    ['a rule behind a wider one', match('*.{jpg,png}', '*.png'), [/^rule 2 /]],
    [
      'a rule behind two that share its keys',
      match('*.jpg', '*.png', '*.{jpg,png}'),
      [/^rule 3 .* never matches: rule 1 .* comes first; rule 2 .* comes first/],
    ],
    ['not one behind a narrower one', match('shoot/*', 'shoot/**'), []],
    ['not one that has keys left', match('*.jpg', ['*.jpg', '*.png'], 'a/b.gif', '[a-c]*.gif', '?.gif'), []],
    ['not one of another case', match('*.jpg', '*.JPG'), []],
    [
      'a rule outside of every source',
      { ...match('press/**'), sources: [{ prefix: 'shoot/' }] },
      [/^rule 1 .* never matches: outside of every source/],
    ],
    ['not one inside of a source', { ...match('shoot/*.jpg', '*.png'), sources: [{ prefix: 'shoot/' }] }, []],
    ['a rule for temporary names', match('*.tmp'), [/never matches: a temporary name/]],
    [
      'a rule behind one that ignores',
      {
        rules: [
          { match: '*.psd', ignore: true },
          { match: 'a/*.psd', tags: ['a'] },
        ],
      },
      [/^rule 2 .* rule 1 .* comes first/],
    ],
    [
      'a slash at the beginning',
      match('/shoot/**', ['a/*', './b/*']),
      [/^rule 1 .*"\/shoot\/\*\*": keys do not begin with a slash.*write "shoot\/\*\*"$/, /^rule 2 .*write "b\/\*"$/],
    ],
    ['not a slash of a class', match('[/a]b'), []],
    [
      'tags that replace those of the defaults',
      { defaults: { tags: ['studio', 'press'] }, rules: [{ name: 'mine', match: 'a/*', tags: ['mine', 'press'] }] },
      [/^mine: its tags replace those of the defaults, without studio; repeat what is meant to stay$/],
    ],
    ['not tags that repeat those', { defaults: { tags: ['a'] }, rules: [{ match: 'a/*', tags: ['a', 'b'] }] }, []],
    [
      'context that does so',
      {
        defaults: { contextFrom: { alt: 'metadata:alt' } },
        rules: [{ match: 'a/*', contextFrom: { by: 'metadata:by' } }],
      },
      [/its contextFrom replace those of the defaults, without alt;/],
    ],
  ]
  for (const [name, config, expected] of cases) {
    it(`is: ${name}`, () => {
      const found = lintRules(config)
      expect(found, found.join('\n')).to.have.length(expected.length)
      for (const [index, pattern] of expected.entries()) expect(found[index]).to.match(pattern)
    })
  }

  it('is judged by keys that the globs mean', () => {
    for (const glob of [
      'a/**',
      '**/b.jpg',
      '*.{jpg,{png,gif}}',
      'a?c',
      '[!a]b',
      'x{1..3}',
      'we\\*ird',
      'a/**/b/*',
      '**',
    ]) {
      const matches = keyMatcher([glob])
      expect(samplesOf(glob).filter(matches), glob).not.to.deep.equal([])
    }
  })
})
