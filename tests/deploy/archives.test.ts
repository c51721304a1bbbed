import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { unzipSync } from 'fflate'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { functionEnvironment } from './function-environment.ts'
import { packaged } from './packages.ts'

const run = promisify(execFile)

/** Words of a library, and the archives that it belongs into. */
const MARKERS = {
  'api.cloudinary.com': ['breaker.zip', 'worker.zip'],
  'image/x-nikon-nef': ['sweep.zip', 'worker.zip'],
  GetSecretValue: ['breaker.zip', 'webhook.zip', 'worker.zip'],
  'event-source-mappings': ['breaker.zip'],
  SendMessageBatch: ['sweep.zip', 'worker.zip'],
  // What nobody needs in Lambda: the languages of zod, and how credentials are found on a person's machine.
  Ongeldige: [],
  AssumeRoleWithWebIdentity: [],
  // S3's SDK, and an operation of it that nobody calls.
  NoSuchKey: ['sweep.zip', 'worker.zip'],
  PutBucketAccelerateConfiguration: [],
}

/** What an archive may have, in bytes: a tenth more than it has. docs/performance.md says what is in it, and what that costs. */
const SIZES_MAX: Readonly<Record<string, number>> = {
  'breaker.zip': 124_000,
  'identity.zip': 147_000,
  'sweep.zip': 263_000,
  'webhook.zip': 70_000,
  'worker.zip': 332_000,
}

const archives = (directory: string) =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.zip'))
    .sort()

function codeOf(directory: string, archive: string): string {
  const files = unzipSync(readFileSync(join(directory, archive)))
  return Object.values(files)
    .map((bytes) => Buffer.from(bytes).toString())
    .join('')
}

describe('an archive', () => {
  let directory: string

  before(async () => {
    ;({ directory } = await packaged('dev'))
  })

  it('loads each function from its archive, outside node_modules, and has the webhook turn a stranger away', async () => {
    const place = temporaryFolder('functions')
    const env = { ...functionEnvironment, PATH: process.env.PATH }
    const request = { headers: {}, requestContext: { http: { method: 'GET' } } }
    const calls = archives(directory).map((archive) => {
      const name = archive.replace('.zip', '')
      writeFileSync(
        join(place, `${name}.cjs`),
        unzipSync(readFileSync(join(directory, archive)))[`functions/${name}.js`] ?? '',
      )
      return `typeof require('./${name}.cjs').handler`
    })
    const answer = `require('./webhook.cjs').handler(${JSON.stringify(request)}, {})`
    const program = `${answer}.then((answer) => process.stderr.write(JSON.stringify([answer.statusCode, ${calls.join()}])))`
    const { stderr } = await run(process.execPath, ['-e', program], { cwd: place, env })
    expect(JSON.parse(stderr)).to.deep.equal([401, ...calls.map(() => 'function')])
  })

  it('has of each library no more than it needs', () => {
    for (const [marker, expected] of Object.entries(MARKERS)) {
      const found = archives(directory).filter((name) => codeOf(directory, name).includes(marker))
      expect(found, marker).to.deep.equal(expected)
    }
  })

  it('contains the handlers and nothing else', () => {
    expect(archives(directory)).to.deep.equal(['breaker.zip', 'identity.zip', 'sweep.zip', 'webhook.zip', 'worker.zip'])
    for (const name of archives(directory)) {
      expect(statSync(join(directory, name)).size, name).to.be.lessThan(SIZES_MAX[name] ?? 0)
      const files = Object.keys(unzipSync(readFileSync(join(directory, name))))
      expect(files, name).to.deep.equal([`functions/${name.replace('.zip', '')}.js`])
    }
  })
})
