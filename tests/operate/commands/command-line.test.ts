import { expect } from 'chai'
import { readInput } from '../../../operate/command-line.ts'
import { commandModules } from '../../../operate/command-modules.ts'
import { commands } from '../../../operate/commands.ts'

const words = (text: string) => text.split(' ')

async function readCommand(text: string) {
  const asked = await readInput(words(text))
  if (asked.kind !== 'command') throw new Error('expected a command, found a question for help')
  const { command, options } = asked
  return { path: command.path.join(' '), options: { ...options }, command }
}

async function refusal(text: string): Promise<string> {
  const thrown: unknown = await readInput(words(text)).catch((error: unknown) => error)
  if (!(thrown instanceof Error)) throw new Error(`expected an error for ${text}`)
  return thrown.message
}

async function help(text: string): Promise<string> {
  const asked = await readInput(text === '' ? [] : words(text))
  if (asked.kind !== 'help') throw new Error('expected help, found a command')
  const said: string[] = []
  asked.show((line) => said.push(line))
  return said.join('\n')
}

describe('the command line of mirror', () => {
  it('has the commands of sls, no more and no fewer', async () => {
    expect(Object.keys(commandModules)).to.have.members(commands.map(({ path }) => path.join(' ')))
    for (const command of commands) {
      expect(await commandModules[command.path.join(' ')]?.(), command.path.join(' ')).to.equal(command)
    }
  })

  it('takes options, their shortcuts, and those of the framework', async () => {
    const { path, options } = await readCommand(
      'status -k a.jpg -s prod --json --region=eu-west-1 --param a=1 --param b=2',
    )
    expect(path).to.equal('status')
    expect(options).to.deep.equal({
      key: 'a.jpg',
      stage: 'prod',
      json: true,
      region: 'eu-west-1',
      param: ['a=1', 'b=2'],
    })
  })

  it('takes commands of a group, and the word behind a command', async () => {
    expect(await readCommand('dlq list --limit 3')).to.deep.include({ path: 'dlq list', options: { limit: '3' } })
    expect((await readCommand('ftp import users.csv')).path).to.equal('ftp import users.csv')
  })

  const refusals: Readonly<Record<string, string>> = {
    'no-such-command': 'found "no-such-command"; the framework\'s own commands, such as deploy, are run by `npx sls`',
    'deploy --stage dev': 'found "deploy"',
    'queue more': 'found "queue more"',
    toString: 'found "toString"',
    guard: 'expected one of `mirror guard show`, `mirror guard release`, found `mirror guard`',
    explain: 'requires "--key" option',
    'explain --key a --colour': '"--colour"',
    'explain --key': 'Missing value for CLI parameter "--key"',
  }
  for (const [text, expected] of Object.entries(refusals)) {
    it(`refuses "${text}"`, async () => {
      expect(await refusal(text)).to.contain(expected)
    })
  }

  for (const text of ['', 'help', '--help', '-h']) {
    it(`lists all commands for "${text}"`, async () => {
      const lines = (await help(text)).split('\n')
      expect(lines.filter((line) => line.length > 80)).to.deep.equal([])
      const said = lines.join('\n').replaceAll(/\n {32}/g, ' ')
      for (const { path, usage } of commands)
        expect(said)
          .to.match(new RegExp(`^${path.join(' ')} +`, 'm'))
          .and.contain(usage)
    })
  }

  it('asks for help rather than for options that are missing', async () => {
    expect((await readInput(words('explain --help'))).kind).to.equal('help')
    expect((await readInput(words('dlq -h'))).kind).to.equal('help')
  })
})
