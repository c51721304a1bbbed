import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { PROJECT, SLS, slsEnvironment } from '../support/sls.ts'

const module = JSON.stringify(new URL('../../operate/cli/terminal.ts', import.meta.url).href)
const ENDLESS = `
  import { processTerminal } from ${module}
  const terminal = processTerminal()
  setInterval(() => terminal.print('a line'), 1)`

const FORGING = `
  import { processTerminal } from ${module}
  const terminal = processTerminal()
  for (const say of [terminal.print, terminal.note]) say(JSON.stringify({ key: 'a\\u0085\\u009b2K\\u202egpj' }, null, 2))`

describe('the terminal of a process', () => {
  it('gets JSON that moves nothing on it, and that says the same', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', FORGING], { stdio: 'pipe' })
    for (const said of await Promise.all([text(child.stdout), text(child.stderr)])) {
      expect(said.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}]/u)
      expect(JSON.parse(said)).to.deep.equal({ key: 'a\u0085\u009b2K\u202egpj' })
    }
  })

  for (const [name, program] of [
    ['`sls --help | head`', [...SLS, '--help']],
    ['`npm start -- --help | head`', [process.execPath, join(PROJECT, 'local/start.mjs'), '--help']],
  ] as const) {
    it(`ends without a word where nobody reads its help: ${name}`, async () => {
      const [executable, ...args] = program
      const child = spawn(executable, args, { cwd: PROJECT, env: slsEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
      child.stdout.destroy()
      const [notes, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
      expect([code, notes]).to.deep.equal([141, ''])
    })
  }

  it('ends without a word when nobody reads it any longer, as in `sls queue --watch | head`', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', ENDLESS], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [notes, [code]] = await Promise.all([
      text(child.stderr),
      once(child, 'close'),
      once(child.stdout, 'data').then(() => child.stdout.destroy()),
    ])
    expect([code, notes]).to.deep.equal([141, ''])
  })
})
