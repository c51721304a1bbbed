import { mkdirSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { loadDotenv, originOf, originOfText, readRegions } from '../../shared/config/dotenv.ts'
import { ConfigError } from '../../shared/model/config-error.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('the settings of a stage', () => {
  const before = process.cwd()
  const NAME = 'DOTENV_TEST_VALUE'
  beforeEach(() => process.chdir(temporaryFolder('dotenv')))
  afterEach(() => {
    process.chdir(before)
    delete process.env[NAME]
  })

  it('are none without a file', () => {
    loadDotenv('local')
    expect(process.env).not.to.have.property(NAME)
    expect(readRegions('local')).to.deep.include({ file: '.env', inFile: {} })
  })

  it('are in .env where the stage has no file of its own', () => {
    writeFileSync('.env', `${NAME}=all\nAWS_REGION=eu-west-1\n`)
    loadDotenv('local')
    expect(process.env[NAME]).to.equal('all')
    expect(readRegions('local')).to.deep.include({ file: '.env', inFile: { AWS_REGION: 'eu-west-1' } })
  })

  it("are in the stage's own file alone, where there is one", () => {
    writeFileSync('.env', `${NAME}=all\nAWS_REGION=eu-west-1\n`)
    writeFileSync('.env.local', 'AWS_DEFAULT_REGION=us-west-2\n')
    loadDotenv('local')
    expect(process.env).not.to.have.property(NAME)
    expect(readRegions('local')).to.deep.include({ file: '.env.local', inFile: { AWS_DEFAULT_REGION: 'us-west-2' } })
    loadDotenv('dev')
    expect(process.env[NAME]).to.equal('all')
  })

  it('say what is wrong with a file that cannot be read', () => {
    mkdirSync('.env.local')
    expect(() => loadDotenv('local')).to.throw(ConfigError, /^The settings cannot be read:\n {2}\.env\.local\n/)
  })

  describe('say where they have been read from:', () => {
    const lines = [
      '# NAME=in a comment',
      'OTHER_NAME=other',
      'NAME=first',
      '  export NAME = last',
      "MADE='$NAME/of'",
      'LIKE: so',
    ]
    const origins: readonly (readonly [
      what: string,
      name: string,
      value: string | undefined,
      origin: string | undefined,
    ])[] = [
      ['the last line of the file that has them', 'NAME', 'last', 'in .env.dev (line 4)'],
      ['that line, whatever the framework puts in', 'MADE', 'last/of', 'in .env.dev (line 5)'],
      ['that line, in whichever form', 'LIKE', 'so', 'in .env.dev (line 6)'],
      ['the shell, before that line', 'NAME', 'first', 'as the shell exports it, which comes before .env.dev (line 4)'],
      ['the shell, where the file has none', 'ELSE', 'else', 'as the shell exports it'],
      ['nowhere, where they are not set', 'NAME', undefined, undefined],
      ['nowhere, where it is no variable', 'rules[0].type', 'image', undefined],
    ]
    for (const [what, name, value, origin] of origins) {
      it(what, () => {
        writeFileSync('.env', 'NAME=all\n')
        writeFileSync('.env.dev', `${lines.join('\n')}\n`)
        expect(originOf(name, 'dev', { [name]: value })).to.equal(origin)
        expect(originOfText(name, value ?? '', 'dev', { [name]: value })).to.equal(origin)
        expect(originOfText(name, 'another', 'dev', { [name]: value })).to.equal(undefined)
      })
    }

    it('.env, where the stage has no file of its own', () => {
      writeFileSync('.env', 'NAME=all\r\n')
      expect(originOf('NAME', 'dev', { NAME: 'all' })).to.equal('in .env (line 1)')
    })
  })

  it('give way to what the shell exports', () => {
    process.env[NAME] = 'shell'
    writeFileSync('.env', `${NAME}=all\n`)
    loadDotenv('dev')
    expect(process.env[NAME]).to.equal('shell')
  })
})
