import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types'
import { expect } from 'chai'
import type { ClientOptions } from '../../../operate/stage/clients.ts'
import { frameworkClientOptions } from '../../../operate/stage/framework-clients.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const account = { stage: 'dev', region: 'eu-west-1', profile: undefined, chosenProfile: undefined }

const profile = (name: string) => `[${name}]\naws_access_key_id = of-${name}\naws_secret_access_key = secret\n`

function isProvider(value: unknown): value is AwsCredentialIdentityProvider {
  return typeof value === 'function'
}

async function keyOf({ credentials }: ClientOptions): Promise<string> {
  if (!isProvider(credentials)) throw new Error('expected a provider of credentials')
  return (await credentials()).accessKeyId
}

describe('the credentials of a stage in AWS', () => {
  const before = { ...process.env }

  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
    const folder = temporaryFolder('credentials')
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials')
    process.env.AWS_CONFIG_FILE = join(folder, 'config')
    writeFileSync(
      process.env.AWS_SHARED_CREDENTIALS_FILE,
      ['default', 'named', 'chosen', 'staged'].map(profile).join('\n'),
    )
    writeFileSync(process.env.AWS_CONFIG_FILE, '')
  })

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
    Object.assign(process.env, before)
  })

  it('are of the profile on the command line before all others', async () => {
    process.env.AWS_DEV_PROFILE = 'staged'
    const options = frameworkClientOptions({ ...account, profile: 'named', chosenProfile: 'chosen' })
    expect(await keyOf(options)).to.equal('of-chosen')
    expect(options.region).to.equal('eu-west-1')
  })

  it('are of the profile of the stage, then of serverless.yml, then the default', async () => {
    expect(await keyOf(frameworkClientOptions(account))).to.equal('of-default')
    expect(await keyOf(frameworkClientOptions({ ...account, profile: 'named' }))).to.equal('of-named')
    process.env.AWS_DEV_PROFILE = 'staged'
    expect(await keyOf(frameworkClientOptions({ ...account, profile: 'named' }))).to.equal('of-staged')
    expect(await keyOf(frameworkClientOptions({ ...account, stage: 'prod' }))).to.equal('of-default')
  })

  it('are read once for all clients', async () => {
    const { credentials } = frameworkClientOptions(account)
    if (!isProvider(credentials)) throw new Error('expected a provider of credentials')
    expect(await credentials()).to.equal(await credentials())
    expect(credentials).to.have.property('memoized', true)
  })
})
