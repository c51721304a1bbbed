import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { PROJECT } from '../support/sls.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { sls, workplace } from './packages.ts'

/** Typos, and what the framework says of them; it tells all of a kind at once. */
const TYPOS: readonly (readonly [string, readonly (readonly [right: string, wrong: string])[], readonly string[]])[] = [
  [
    'properties of a function and of an event',
    [
      ['timeout: 15', 'timeuot: 15'],
      ['functionResponseType:', 'functionResponsType:'],
    ],
    ["unrecognized property 'timeuot'", "unrecognized property 'functionResponsType'"],
  ],
  ['a parameter', [['param:batchSize', 'param:bacthSize']], ['Cannot resolve variable']],
]

describe('mirror.config.ts', () => {
  it('is refused while packaging, with every fault', async () => {
    const place = temporaryFolder('faulty')
    try {
      const command = ['package', '--stage', 'dev', '--package', place]
      const said = await sls(command, { MIRROR_CONFIG: join(PROJECT, 'tests/local/rules-faulty.ts') }).then(
        () => 'nothing',
        (thrown: unknown) => JSON.stringify(thrown),
      )
      expect(said).to.contain('mirror.config.ts has 3 faults')
      for (const path of ['sources[0].prefix', 'rules[0].ignored', 'rules[1].type']) expect(said).to.contain(path)
    } finally {
      removeFolder(place)
    }
  })
})

describe('.env', () => {
  it('is refused while packaging, with every fault', async () => {
    const place = temporaryFolder('faulty')
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
      removeFolder(place)
    }
  })
})

describe('serverless.yml', () => {
  for (const [what, typos, messages] of TYPOS) {
    it(`is refused with a typo in ${what}`, async () => {
      let text = readFileSync(join(PROJECT, 'serverless.yml'), 'utf8')
      for (const [right, wrong] of typos) {
        expect(text).to.contain(right)
        text = text.replace(right, wrong)
      }
      const said = await sls(['print'], {}, workplace(text)).then(
        () => 'nothing',
        (thrown: unknown) => JSON.stringify(thrown),
      )
      for (const message of messages) expect(said).to.contain(message)
    })
  }
})
