import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { PROJECT, sls, workplace } from './packages.ts'

/** A typo, and what the framework says of it. */
const TYPOS: readonly [string, string, string, string][] = [
  ['a property of a function', 'timeout: 15', 'timeuot: 15', "unrecognized property 'timeuot'"],
  [
    'a property of an event',
    'functionResponseType:',
    'functionResponsType:',
    "unrecognized property 'functionResponsType'",
  ],
  ['a parameter', 'param:batchSize', 'param:bacthSize', 'Cannot resolve variable'],
]

describe('mirror.config.ts', function () {
  this.timeout(120_000)

  it('is refused while packaging, with every fault', async () => {
    const place = mkdtempSync(join(tmpdir(), 'faulty-'))
    try {
      const command = ['package', '--stage', 'dev', '--package', place]
      const said = await sls(command, { MIRROR_CONFIG: join(PROJECT, 'tests/local/rules-faulty.ts') }).then(
        () => 'nothing',
        (thrown: unknown) => JSON.stringify(thrown),
      )
      expect(said).to.contain('mirror.config.ts has 3 faults')
      for (const path of ['sources[0].prefix', 'rules[0].ignored', 'rules[1].type']) expect(said).to.contain(path)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

describe('.env', function () {
  this.timeout(120_000)

  it('is refused while packaging, with every fault', async () => {
    const place = mkdtempSync(join(tmpdir(), 'faulty-'))
    try {
      const command = ['package', '--stage', 'dev', '--package', place]
      const faulty = { SOURCE_BUCKET: '', ALARM_EMAIL: 'nobody', SETTLE_SECONDS: 'ten', DELETIONS_MAX: '-1' }
      const said = await sls(command, faulty).then(
        () => 'nothing',
        (thrown: unknown) => JSON.stringify(thrown),
      )
      expect(said).to.contain('4 settings are missing or malformed')
      for (const name of Object.keys(faulty)) expect(said).to.contain(name)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

describe('serverless.yml', function () {
  this.timeout(120_000)

  for (const [what, right, wrong, message] of TYPOS) {
    it(`is refused with a typo in ${what}`, async () => {
      const text = readFileSync(join(PROJECT, 'serverless.yml'), 'utf8')
      expect(text).to.contain(right)
      const said = await sls(['print'], {}, workplace(text.replace(right, wrong))).then(
        () => 'nothing',
        (thrown: unknown) => JSON.stringify(thrown),
      )
      expect(said).to.contain(message)
    })
  }
})
