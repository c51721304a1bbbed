import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'

const module = JSON.stringify(new URL('../../operate/cli/terminal.ts', import.meta.url).href)
const ENDLESS = `
  import { processTerminal } from ${module}
  const terminal = processTerminal()
  setInterval(() => terminal.print('a line'), 1)`

describe('the terminal of a process', () => {
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
