import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { PROJECT } from '../support/sls.ts'

/** Runs npm run test:deployed on a machine without any program. */
async function run(...options: readonly string[]) {
  const words = [join(PROJECT, 'tests/deployed/run.ts'), ...options]
  const child = spawn(process.execPath, words, { env: { PATH: '/none' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { code, said: said.trim() }
}

describe('a real deploy to an emulator', () => {
  it('is left out where Python is missing, which is a failure for those only who ask for it', async () => {
    const said = 'test:deployed cannot run here: expected Python 3.10 or later, as python3, found: spawn python3 ENOENT'
    expect(await Promise.all([run(), run('--where-possible')])).to.deep.equal([
      { code: 2, said },
      { code: 0, said },
    ])
  })
})
