import { writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { loadDotenv, readRegions } from '../../shared/config/dotenv.ts'
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

  it('give way to what the shell exports', () => {
    process.env[NAME] = 'shell'
    writeFileSync('.env', `${NAME}=all\n`)
    loadDotenv('dev')
    expect(process.env[NAME]).to.equal('shell')
  })
})
