import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const SCRIPT = fileURLToPath(new URL('../../.ci/check-node.mjs', import.meta.url))

/** Runs the check on a file that says it is for a platform, or on the interpreter of the project. */
function check(args: readonly string[], CI = ''): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...args],
      { env: { ...process.env, CI } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })
}

describe('the check of the interpreter', () => {
  const folder = temporaryFolder('node-binary')
  const file = join(folder, 'node')
  writeFileSync(file, 'another program')
  after(() => removeFolder(folder))

  it('passes the one that npm has installed', async () => {
    const { code, said } = await check([])
    expect(said).to.match(/^Node 24\.\d+\.\d+ for \S+ is the one that is pinned\.\n$/)
    expect(code).to.equal(0)
  })

  it('fails for a file of other bytes', async () => {
    const { code, said } = await check([file, 'linux-x64'])
    expect(said).to.match(/^expected the SHA-256 [0-9a-f]{64} for linux-x64, found [0-9a-f]{64}: .* Do not run it\./s)
    expect(code).to.equal(1)
  })

  it('says so where it knows no hash for the platform, and what to do', async () => {
    const { code, said } = await check([file, 'plan9-mips'])
    expect(said).to.match(/found the unknown platform plan9-mips: compare .*nodejs\.org.*\.ci\/node-binaries\.json/s)
    expect(code).to.equal(0)
    expect(await check([file, 'plan9-mips'], 'true')).to.deep.equal({ code: 1, said })
  })
})
