import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
})
const packageSchema = z.object({ allowScripts: z.record(z.string(), z.boolean()) })

/** What may be bundled and passed on without a duty to pass on the source. */
const PERMISSIVE =
  /^\(?(0BSD|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|BlueOak-1\.0\.0|CC0-1\.0|ISC|MIT|Python-2\.0|Unlicense)\b/
const NAME = /^.*node_modules\//

describe('the packages', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
  // Neither the project itself, nor the link to a folder of it.
  const packages = Object.entries(lockSchema.parse(read('package-lock.json')).packages).filter(
    ([path, { link = false }]) => path !== '' && !link,
  )
  const nameOf = (path: string) => path.replace(NAME, '')

  it('that are deployed are under permissive licenses', () => {
    const deployed = packages.filter(([, { dev }]) => !dev)
    expect(deployed.length).to.be.greaterThan(30)
    const others = deployed.filter(([, { license = 'none' }]) => !PERMISSIVE.test(license))
    expect(others.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).to.deep.equal([])
  })

  it('under the AGPL are those that docs/decisions.md justifies', () => {
    const found = packages.filter(([, { license = '' }]) => license.includes('AGPL')).map(([path]) => nameOf(path))
    expect(found.sort()).to.deep.equal(
      ['iam-policy', 'iam-simulate', 'iam-utils'].map((name) => `@cloud-copilot/${name}`),
    )
    expect(readFileSync('docs/decisions.md', 'utf8')).to.contain('@cloud-copilot/iam-simulate')
  })

  it('that run a script when they are installed are each allowed to, or not, in package.json', () => {
    const { allowScripts } = packageSchema.parse(read('package.json'))
    const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path))
    expect(scripts.filter((name) => !Object.hasOwn(allowScripts, name))).to.deep.equal([])
  })
})
