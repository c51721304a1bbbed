import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { lineOfSetting, parseModule } from '../../../operate/cli/rules-file.ts'
import { loadRules } from '../../../shared/config/rules.ts'
import { ConfigError } from '../../../shared/model/config-error.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary-folder.ts'

const SOURCE = `import { defineConfig } from './define.ts'
// rules: [ a comment with brackets
export default defineConfig({
  'defaults': { tags: ['a{', "b]"] },
  rules: [
    { match: 'a/**' },
    {
      match: \`b\${1}\`,
      structuredMetadata: { shot: { from: 'x' } },
    },
    ...more,
  ],
})
`

describe('the line of a setting', () => {
  const cases: readonly (readonly [string, readonly PropertyKey[], number])[] = [
    ['of the file', [], 3],
    ['of a name in quotes', ['defaults', 'tags', 1], 4],
    ['of a rule', ['rules', 1], 7],
    ['of what is in it', ['rules', 1, 'structuredMetadata', 'shot', 'from'], 9],
    ['of the nearest, where there is none', ['rules', 0, 'type'], 6],
    ['of a list that is not plain', ['rules', 7, 'type'], 5],
  ]
  for (const [name, path, line] of cases) {
    it(`is that ${name}`, async () => {
      const program = await parseModule(SOURCE)
      expect(program && lineOfSetting(program, path)).to.equal(line)
    })
  }

  it('is not known where the file has types, or exports something else', async () => {
    expect(await parseModule('const a: string = 1')).to.equal(undefined)
    const other = await parseModule('export default rules')
    expect(other && lineOfSetting(other, ['rules'])).to.equal(undefined)
  })
})

describe('rules that cannot be loaded', () => {
  const folder = temporaryFolder('rules')
  after(() => removeFolder(folder))

  const faultOf = async (name: string, text: string | undefined) => {
    const file = join(folder, name)
    if (text !== undefined) writeFileSync(file, text)
    const thrown: unknown = await loadRules({ MIRROR_CONFIG: file }).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ConfigError)
    return { file, message: String(thrown) }
  }

  for (const [name, text, line, found] of [
    ['typo.ts', "export default {\n  rules: [{ match: 'a' tags: [] }],\n}\n", 2, "Expected ','"],
    ['throwing.ts', 'const none = undefined\n\nexport default none.rules\n', 3, "reading 'rules'"],
  ] as const) {
    it(`are told with file and line: ${name}`, async () => {
      const { file, message } = await faultOf(name, text)
      expect(message)
        .to.contain(`${file} cannot be loaded`)
        .and.to.contain(`${file} (line ${line})`)
        .and.to.contain(found)
    })
  }

  it('are told with the file that was read, where a setting is wrong', async () => {
    const { file, message } = await faultOf('wrong.ts', 'export default { rule: [] }\n')
    expect(message).to.contain(`${file} has 1 fault`)
  })

  it('are not there', async () => {
    expect((await faultOf('none.ts', undefined)).message).to.contain('expected the path of a module of rules')
  })
})
