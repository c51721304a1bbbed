import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { PortTakenError } from '../../local/emulators.ts'
import { readLocalSettings } from '../../local/settings.ts'
import { startStack } from '../../local/stack.ts'
import { Activity } from '../../operate/console/activity.ts'
import { StackProcess, TEST_SETTINGS } from './stack-process.ts'

const PORTS = ['FTP_PORT', 'AWS_PORT', 'DYNAMODB_PORT', 'CLOUDINARY_PORT', 'CONSOLE_PORT'] as const

describe('the local stack, when it cannot start,', () => {
  const stack = new StackProcess()
  after(() => stack.remove())

  /** What it says before it ends on its own. */
  async function failedStart(settings: Readonly<Record<string, string>>, flags: readonly string[] = []) {
    const [code] = await once(stack.spawn(settings, flags), 'close')
    expect(code).to.equal(1)
    return stack.output.join('\n')
  }

  it('lists every malformed setting at once', async () => {
    const output = await failedStart({ FTP_PORT: 'ftp', SETTLE_SECONDS: '-1', FTP_PASSWORD: '' }, ['--fast'])
    expect(output).to.match(/^4 settings are missing or malformed:/m)
    for (const name of ['FTP_PORT', 'SETTLE_SECONDS', 'FTP_PASSWORD', 'FLAGS']) expect(output).to.contain(name)
    expect(output).to.contain('expected').and.to.contain('found').and.to.contain('example')
  })

  it('lists every fault of the rules at once', async () => {
    const output = await failedStart({ MIRROR_CONFIG: 'tests/local/rules-faulty.ts' })
    expect(output).to.match(/^tests\/local\/rules-faulty\.ts has 3 faults:\n {2}sources\[0\]\.prefix \(line 3\)$/m)
    for (const path of ['sources[0].prefix', 'rules[0].ignored', 'rules[1].type'])
      expect(output).to.contain(`  ${path} (line `)
    expect(output).not.to.match(/^\s+at /m)
  })

  for (const name of PORTS) {
    it(`says that the port of ${name} is taken, and how to choose another`, () =>
      withTakenPort(async (port) => {
        const texts = { ...TEST_SETTINGS, LOCAL_DATA: stack.directory, [name]: String(port) }
        const settings = readLocalSettings(['--memory'], texts)
        if ('help' in settings) throw new Error('expected settings')
        const telling = { activity: new Activity(), line: () => undefined }
        const thrown: unknown = await startStack(settings, telling).catch((error: unknown) => error)
        expect(thrown).to.be.instanceOf(PortTakenError)
        expect(String(thrown)).to.contain(`Port ${port} is taken`).and.to.contain(`${name}=0`)
      }))
  }

  it('says so without a stack trace', () =>
    withTakenPort(async (port) => {
      const output = await failedStart({ DYNAMODB_PORT: String(port) })
      expect(output).to.contain(`Port ${port} is taken`).and.to.contain('DYNAMODB_PORT=0')
      expect(output).not.to.match(/^\s+at /m)
    }))
})

async function withTakenPort(use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    await use(address !== null && typeof address === 'object' ? address.port : 0)
  } finally {
    server.close()
  }
}
