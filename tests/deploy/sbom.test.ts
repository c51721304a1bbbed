import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { z } from 'zod'
import { PROJECT } from '../support/sls.ts'

const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.object({ name: z.string(), version: z.string() })),
})

async function namesIn(script: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', script], { cwd: PROJECT, maxBuffer: 1e8 })
  return billSchema.parse(JSON.parse(stdout)).components.map(({ name }) => name)
}

describe('the bill of materials', () => {
  it('names what is deployed, and nothing else', async () => {
    expect(await namesIn('sbom'))
      .to.include('cloudinary')
      .and.not.to.include('mocha')
  })

  it('names all packages where that is asked for', async () => {
    expect(await namesIn('sbom:all')).to.include.members(['cloudinary', 'mocha', 'node'])
  })
})
