import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readService, type ServiceOptions } from '../../../operate/service/service.ts'
import { digestOfSources } from '../../../operate/service/sources.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const ANSWER = {
  service: 'mirror',
  useDotenv: true,
  provider: { name: 'aws', stage: 'dev', region: 'eu-west-1', environment: { TOKEN: 'a-secret-of-somebody' } },
}
const KNOWN = { service: 'mirror', useDotenv: true, provider: { stage: 'dev', region: 'eu-west-1' } }

/** A project of its own, whose framework counts how often it is asked. */
class Project {
  readonly folder = temporaryFolder('service')
  readonly cache = join(this.folder, 'cache')
  readonly asked: (readonly string[])[] = []
  answer: unknown = ANSWER

  constructor() {
    mkdirSync(join(this.folder, 'resources'))
    this.write('serverless.yml', `region: \${env:PLACE}\nother: \${file(other.yml):x}`)
    this.write('resources/queues.yml', 'Resources: {}')
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  read(options: ServiceOptions = { stage: 'dev' }, cache = this.cache) {
    const ask = async (_: string, given: readonly string[]) => {
      this.asked.push(given)
      return this.answer
    }
    return readService(this.folder, options, { cache, ask })
  }

  get kept(): string {
    const [name = ''] = readdirSync(this.cache)
    return join(this.cache, name)
  }
}

describe('what serverless.yml says', () => {
  let project: Project

  beforeEach(() => {
    project = new Project()
  })

  it('is asked for once', async () => {
    expect(await project.read()).to.deep.equal(KNOWN)
    expect(await project.read()).to.deep.equal(KNOWN)
    expect(project.asked).to.deep.equal([['--stage=dev']])
  })

  it('is asked for as the command line says', async () => {
    await project.read({ stage: 'prod', region: 'us-west-2', 'aws-profile': 'studio', param: ['a=1', 'b=2'] })
    const given = ['--stage=prod', '--region=us-west-2', '--aws-profile=studio', '--param=a=1', '--param=b=2']
    expect(project.asked).to.deep.equal([given])
  })

  const changes: Readonly<Record<string, (project: Project) => void>> = {
    'serverless.yml': (one) => one.write('serverless.yml', 'region: eu-north-1'),
    'a file of resources': (one) => one.write('resources/queues.yml', 'Resources: { More: {} }'),
    'a new file of resources': (one) => one.write('resources/more.yml', ''),
    'a file that it includes': (one) => one.write('other.yml', 'x: 1'),
    '.env': (one) => one.write('.env', 'PLACE=eu-north-1'),
    '.env of a stage': (one) => one.write('.env.dev', 'PLACE=eu-north-1'),
    'the framework': (one) => one.write('package-lock.json', '{}'),
  }
  for (const [what, change] of Object.entries(changes)) {
    it(`is asked for again when ${what} has changed`, async () => {
      await project.read()
      change(project)
      await project.read()
      expect(project.asked).to.have.length(2)
    })
  }

  it('depends on the variables that its files name, and on no others', () => {
    project.write('.env', 'REGION=$HOME_REGION-1')
    const digest = (variables: Record<string, string>) =>
      digestOfSources(project.folder, {}, 'serverless.yml', variables)
    const before = digest({ PLACE: 'a' })
    expect(digest({ PLACE: 'a', OTHER: 'b' })).to.equal(before)
    expect(digest({ PLACE: 'b' })).not.to.equal(before)
    expect(digest({ PLACE: 'a', HOME_REGION: 'eu' })).not.to.equal(before)
  })

  it('of one stage is no answer for another', async () => {
    await project.read({ stage: 'dev' })
    await project.read({ stage: 'prod' })
    await project.read({ stage: 'dev' })
    expect(project.asked).to.deep.equal([['--stage=dev'], ['--stage=prod']])
  })

  const damages = ['', '{"digest":', '[]', '{"digest":1,"service":{}}', 'null']
  for (const text of damages) {
    it(`is asked for again where what was kept is ${JSON.stringify(text)}`, async () => {
      await project.read()
      writeFileSync(project.kept, text)
      expect(await project.read()).to.deep.equal(KNOWN)
      expect(project.asked).to.have.length(2)
    })
  }

  it('is asked for again where something of it is missing, though the digest is right', async () => {
    await project.read()
    const kept: unknown = JSON.parse(readFileSync(project.kept, 'utf8'))
    writeFileSync(project.kept, JSON.stringify({ ...Object(kept), service: { service: 'mirror' } }))
    expect(await project.read()).to.deep.equal(KNOWN)
    expect(project.asked).to.have.length(2)
  })

  it('is kept for its owner only, and without anything that is not needed', async () => {
    await project.read()
    expect(statSync(project.kept).mode & 0o777).to.equal(0o600)
    expect(readFileSync(project.kept, 'utf8')).to.contain('eu-west-1').and.not.contain('secret')
  })

  it('is asked for each time where it cannot be kept', async () => {
    project.write('occupied', '')
    const cache = join(project.folder, 'occupied', 'cache')
    expect(await project.read({}, cache)).to.deep.equal(KNOWN)
    expect(await project.read({}, cache)).to.deep.equal(KNOWN)
    expect(project.asked).to.have.length(2)
  })

  it('is an error for people where it lacks something, and is not kept', async () => {
    project.answer = { service: 'mirror', provider: { stage: 'dev' } }
    const thrown: unknown = await project.read().catch((error: unknown) => error)
    expect(thrown).to.have.property('message').that.contains('expected serverless.yml to say provider.region')
    project.answer = ANSWER
    expect(await project.read()).to.deep.equal(KNOWN)
  })

  it('is read in the folder of the project only', async () => {
    const thrown: unknown = await project.read({ config: 'else.yml' }).catch((error: unknown) => error)
    expect(thrown)
      .to.have.property('message')
      .that.matches(/^expected else\.yml in .+, found none; run it in/)
    expect(project.asked).to.deep.equal([])
  })
})
