import { expect } from 'chai'
import example from '../../mirror.config.example.ts'
import { ConfigError } from '../../shared/model/config-error.ts'
import { parseConfig } from '../../shared/rules/parse.ts'

const LONG = 'x'.repeat(1025)
const SHOWN = `"${'x'.repeat(76)}...`

function errorOf(value: unknown): ConfigError {
  try {
    parseConfig(value)
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown
    throw thrown
  }
  throw new Error('expected a ConfigError, found none')
}

describe('mirror.config.ts', () => {
  it('is taken where it is good, as the example is', () => {
    expect(parseConfig(example)).to.deep.equal(example)
    expect(parseConfig({})).to.deep.equal({})
  })

  const faulty: readonly (readonly [string, unknown, RegExp, string])[] = [
    ['defaults.settleSeconds', { defaults: { settleSeconds: -1 } }, /number to be >=0/, '-1'],
    ['rules[0].match', { rules: [{ match: 3 }] }, /string, or array/, '3'],
    ['rules[0].match', { rules: [{ match: '*a*b*c*' }] }, /at most 2 stars between two slashes/, '"*a*b*c*"'],
    ['rules[0].match[1]', { rules: [{ match: ['a', '(a|aa)+'] }] }, /without parentheses/, '"(a|aa)+"'],
    ['activeContent', { activeContent: 'block' }, /"mirror"\|"ignore"/, '"block"'],
    ['privateNames[0]', { privateNames: ['a/b'] }, /for a folder with a slash at its end/, '"a/b"'],
    ['rules[0].match', { rules: [{}] }, /string/, 'nothing'],
    ['rules[1].type', { rules: [{ match: 'a' }, { match: 'b', type: 'public' }] }, /"upload"\|"private"/, '"public"'],
    ['rules[0].typ', { rules: [{ match: 'a', typ: 'private' }] }, /one of name, match, ignore, .*type/, '"typ"'],
    ['rules[0].tags[1]', { rules: [{ match: 'a', tags: ['a', 'b,c'] }] }, /a tag without a comma/, '"b,c"'],
    ['defaults.tagsFrom[0]', { defaults: { tagsFrom: ['tga:x'] } }, /metadata:NAME, tag:NAME or source/, '"tga:x"'],
    [
      'defaults.context.source_key',
      { defaults: { context: { source_key: 'x' } } },
      /does not begin with source_/,
      '"source_key"',
    ],
    ['defaults.context.k', { defaults: { context: { k: '' } } }, /a value that is not empty/, '""'],
    ['defaults.context.k', { defaults: { context: { k: 'a\tb' } } }, /no control characters/, '"a\\tb"'],
    ['defaults.context.k', { defaults: { context: { k: LONG } } }, /at most 1024 characters/, SHOWN],
    ['defaults.context.a,b', { defaults: { context: { 'a,b': 'v' } } }, /a name without commas/, '"a,b"'],
    ['defaults.contextFrom.source_etag', { defaults: { contextFrom: { source_etag: 'tag:a' } } }, /source_/, '"tag:a"'],
    ['defaults.tags[0]', { defaults: { tags: [LONG] } }, /a tag of 1 to 255 characters/, SHOWN],
    ['defaults.contextFrom.*', { defaults: { contextFrom: { '*': 'tag:a' } } }, /metadata:\* or tag:\*/, '"tag:a"'],
    [
      'defaults.accessControl[0].start',
      { defaults: { accessControl: [{ access_type: 'anonymous', start: 'soon' }] } },
      /ISO 8601/,
      '"soon"',
    ],
    ['defaults.notificationUrl', { defaults: { notificationUrl: 'ftp://a' } }, /http or https URL/, '"ftp://a"'],
    ['sources[0].prefix', { sources: [{ prefix: 'uploads' }] }, /such as uploads\//, '"uploads"'],
    ['sources[0].folder', { sources: [{ folder: '/a/' }] }, /without a slash at either end/, '"/a/"'],
    ['the exported value', null, /object/, 'null'],
  ]
  for (const [path, config, expected, found] of faulty) {
    it(`is refused for ${path}, with what was expected and found`, () => {
      const { faults } = errorOf(config)
      expect(faults.map((fault) => fault.name)).to.deep.equal([path])
      expect(faults[0]?.expected).to.match(expected)
      expect(faults[0]?.found).to.equal(found)
    })
  }

  it('has all its faults told at once', () => {
    const error = errorOf({ source: [], folders: 'flat', rules: [{ match: 'a', tags: [','], transfer: 'ftp' }] })
    expect(error.faults.map(({ name }) => name).sort()).to.deep.equal([
      'folders',
      'rules[0].tags[0]',
      'rules[0].transfer',
      'source',
    ])
    expect(error.message).to.match(/^mirror\.config\.ts has 4 faults:\n {2}\S+\n {4}expected .*\n {4}found {4}/)
  })
})
