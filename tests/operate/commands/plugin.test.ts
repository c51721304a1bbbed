import { expect } from 'chai'
import { commands as operatorCommands } from '../../../operate/commands.ts'
import MirrorPlugin from '../../../operate/plugin.ts'

describe('the plugin', () => {
  class FrameworkError extends Error {}
  const serverless = {
    classes: { Error: FrameworkError },
    processedInput: { command: 'deploy', isHelpRequest: false, options: {} },
    configurationInput: {},
    service: {
      service: 'ftp-api-for-cloudinary',
      functions: {},
      provider: { compiledCloudFormationTemplate: { Resources: {} } },
    },
    getProvider: () => ({ getRegion: () => 'us-east-1', getStage: () => 'local', getAwsSdkV3Config: async () => ({}) }),
  }

  it('looks at the bucket after a deploy, and says as an error of the framework what is in the way', async () => {
    const before = process.env.LOCAL_DATA
    process.env.LOCAL_DATA = '/no/such/folder'
    const { hooks } = new MirrorPlugin(serverless, {})
    const thrown: unknown = await hooks['after:deploy:deploy']?.().catch((error: unknown) => error)
    if (before === undefined) delete process.env.LOCAL_DATA
    else process.env.LOCAL_DATA = before
    expect(thrown).to.be.instanceOf(FrameworkError)
    expect(thrown)
      .to.have.property('message')
      .that.matches(
        /^expected a running local stack, found no \/no\/such\/folder\/stack\.json \(LOCAL_DATA, as the shell exports it\); run/,
      )
  })

  it('knows the commands', () => {
    const { commands } = new MirrorPlugin(serverless, {})
    expect(commands).to.include.all.keys('explain', 'connect', 'diagnose')
  })

  it('asks for a command where only its group is named', async () => {
    const { hooks } = new MirrorPlugin(serverless, {})
    const thrown: unknown = await hooks['guard:run']?.().catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(FrameworkError)
    expect(thrown)
      .to.have.property('message')
      .that.equals('expected one of `sls guard show`, `sls guard release`, found `sls guard`')
  })

  it("leaves the framework's own shortcuts to it: --region, --stage, --config, --help and --version", () => {
    const shortcuts = operatorCommands.flatMap(({ options }) => Object.values(options).map(({ shortcut }) => shortcut))
    expect(shortcuts).not.to.contain.oneOf(['r', 's', 'c', 'h', 'v'])
  })
})
