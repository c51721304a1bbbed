import { readdirSync, readFileSync } from 'node:fs'
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

/** What the framework says when it refuses. */
async function refusal(command: readonly string[], variables: Readonly<Record<string, string>>, place?: string) {
  return await sls(command, variables, place).then(
    () => 'nothing',
    (thrown: unknown) => JSON.stringify(thrown),
  )
}

/** What it says while packaging, and that nothing was made by then. */
async function refusalOfPackage(options: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const place = temporaryFolder('faulty')
  try {
    const said = await refusal(['package', '--stage', 'dev', '--package', place, ...options], variables)
    expect(readdirSync(place)).to.deep.equal([])
    return said
  } finally {
    removeFolder(place)
  }
}

describe('mirror.config.ts', () => {
  it('is refused while packaging, with every fault', async () => {
    const said = await refusalOfPackage([], { MIRROR_CONFIG: join(PROJECT, 'tests/local/rules-faulty.ts') })
    expect(said).to.contain('rules-faulty.ts has 3 faults')
    for (const path of ['sources[0].prefix', 'rules[0].ignored', 'rules[1].type']) expect(said).to.contain(path)
  })
})

describe('.env', () => {
  it('is refused while packaging, with every fault', async () => {
    const texts = { SOURCE_BUCKET: '', ALARM_EMAIL: 'nobody', SETTLE_SECONDS: 'ten', DELETIONS_MAX: '-1' }
    const said = await refusalOfPackage([], { ...texts, AWS_REGION: 'eu-wst-1' })
    expect(said).to.contain('5 parameters are missing or malformed').and.to.contain('perhaps eu-west-1')
    for (const name of [...Object.keys(texts), 'AWS_REGION']) expect(said).to.contain(`\\n  ${name}\\n`)
    expect(said.split(', as the shell exports it')).to.have.length(6)
  })
})

describe('a parameter', () => {
  /** Without the check, the framework stops at the first two with words of its own, and makes something of the others. */
  const needed = ['tracing=maybe', 'metadataSweep=on']
  const faulty = [...needed, 'transfer=smtp', 'bucketVersioning=yes', 'bucketVersionning=true', 'batchSize']
  const options = faulty.flatMap((one) => ['--param', one])
  const names = faulty.map((one) => one.replace(/=.*/, ''))

  it('is refused while packaging, with every fault', async () => {
    const said = await refusalOfPackage(options)
    expect(said).to.contain('6 parameters are missing or malformed')
    for (const name of names) expect(said).to.contain(`\\n  ${name}\\n`)
  })

  it('is refused by a deploy before AWS is asked for anything, and by that of one function', async () => {
    for (const command of [['deploy'], ['deploy', 'function', '--function', 'worker']]) {
      const said = await refusal([...command, ...options], {})
      expect(said).to.contain('6 parameters are missing or malformed').and.not.to.contain('credentials')
    }
  })

  it("is refused in a stage's own section of serverless.yml", async () => {
    const text = readFileSync(join(PROJECT, 'serverless.yml'), 'utf8').replace(
      "  prod:\n    bucketVersioning: 'true'",
      '  prod:\n    bucketVersioning: yes please',
    )
    const said = await refusal(['package', '--stage', 'prod'], {}, workplace(text))
    expect(said).to.contain('found    \\"yes please\\", in params.prod of serverless.yml')
  })

  it('that the framework cannot do without is refused by every command', async () => {
    for (const command of [['print'], ['explain', '--key', 'a.jpg']]) {
      const said = await refusal([...command, ...options], {})
      expect(said).to.contain('2 parameters are missing or malformed')
      for (const name of names.slice(0, needed.length)) expect(said).to.contain(`\\n  ${name}\\n`)
    }
  })

  it('that is wrong otherwise keeps nobody from help and from commands of an operator', async () => {
    expect(await sls(['deploy', '--help', '--param', 'colour=red'])).to.contain('deploy')
    expect(await sls(['explain', '--key', 'a.jpg', '--param', 'colour=red'])).to.contain('a.jpg')
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
      const said = await refusal(['print'], {}, workplace(text))
      for (const message of messages) expect(said).to.contain(message)
    })
  }
})
