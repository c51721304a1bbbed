import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { z } from 'zod'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const failureSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() })
const packageSchema = z.object({
  engines: z.object({ node: z.string() }),
  devDependencies: z.object({ node: z.string() }),
})

/** Runs a program of the project in a Node that says it is of this version. */
async function run(version: string, program: readonly string[]): Promise<{ code: number; output: string }> {
  const versions = JSON.stringify({ ...process.versions, node: version })
  const disguise = `data:text/javascript,Object.defineProperty(process,'versions',{value:${versions}})`
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', disguise, ...program], { cwd: PROJECT })
    return { code: 0, output: stdout }
  } catch (thrown) {
    const { code, stdout, stderr } = failureSchema.parse(thrown)
    return { code, output: stdout + stderr }
  }
}

describe('the version of Node', () => {
  const old = ['expected Node 24 or later, found v20.20.2.', 'Use `npm start` and `npx sls` after `npm ci`']

  it('is checked by npm start, which says what to do where it is too old', async () => {
    const { code, output } = await run('20.20.2', ['local/start.mjs', '--help'])
    expect(code).to.equal(1)
    expect(output.trim().split('\n')).to.have.length(2)
    for (const text of old) expect(output).to.contain(text)
  })

  it('is checked by sls, which says what to do where it is too old, without a stack', async () => {
    const { code, output } = await run('20.20.2', [
      'node_modules/serverless/bin/serverless.js',
      'explain',
      '--key',
      'a.jpg',
    ])
    expect(code).to.equal(1)
    for (const text of old) expect(output).to.contain(text)
    expect(output).not.to.contain('    at ')
  })

  for (const version of ['24.0.0', '25.1.0']) {
    it(`may be ${version}`, async () => {
      const { code, output } = await run(version, ['local/start.mjs', '--help'])
      expect(code, output).to.equal(0)
      expect(output).to.contain('Usage: npm start')
    })
  }

  it('is the same in engines, in .nvmrc and in the Node that the project brings', () => {
    const { engines, devDependencies } = packageSchema.parse(
      JSON.parse(readFileSync(`${PROJECT}/package.json`, 'utf8')),
    )
    expect(engines.node).to.equal('>=24')
    expect(devDependencies.node).to.match(/^24\./)
    expect(readFileSync(`${PROJECT}/.nvmrc`, 'utf8').trim()).to.equal('24')
  })
})
