import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { requiredKey } from '../../operate/cli/options.ts'
import { wordsFor } from '../../operate/cli/trouble.ts'
import { UsageError } from '../../operate/cli/usage-error.ts'
import { openStage } from '../../operate/stage/stage.ts'
import { loadRules } from '../../shared/config/rules.ts'
import { ConfigError } from '../../shared/model/config-error.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { Operator } from './operator.ts'

const credentials = { accessKeyId: 'k', secretAccessKey: 's' }

/** What connecting to a stage says where Lambda answers like that. */
async function connecting(status: number, type: string): Promise<unknown> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json' })
    response.end('{"Message":"oops"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = z.object({ port: z.number() }).parse(server.address())
  const settings = { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials, maxAttempts: 1 }
  try {
    return await openStage('dev', 'mirror', async () => settings).catch((thrown: unknown) => thrown)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('trouble', () => {
  it('with AWS is told in words, and any other keeps its stack', () => {
    expect(wordsFor(new UsageError('expected --key'))).to.equal('expected --key')
    expect(wordsFor(new TransientError('s3-AccessDenied', 's3: AccessDenied: no'))).to.match(
      /^expected the stage's services to answer, found s3: AccessDenied: no; look at the credentials/,
    )
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied', $metadata: {} })
    expect(wordsFor(denied)).to.contain('found AccessDenied: not authorized;')
    expect(wordsFor(new TypeError('x is not a function'))).to.equal(undefined)
  })

  it('of a stage that is not there is fixed by a deploy', async () => {
    const thrown = await connecting(404, 'ResourceNotFoundException')
    expect(thrown).to.be.instanceOf(UsageError)
    expect(thrown)
      .to.have.property('message')
      .that.matches(/found none; .* `npx sls deploy --stage dev`$/)
  })

  it('of credentials is not', async () => {
    const thrown = await connecting(403, 'ExpiredTokenException')
    expect(thrown).to.be.instanceOf(UsageError)
    expect(thrown)
      .to.have.property('message')
      .that.matches(/found ExpiredTokenException: oops; look at the credentials/)
  })

  it('of a description of the local stack that is none is told', async () => {
    const folder = temporaryFolder('described')
    try {
      writeFileSync(join(folder, 'stack.json'), '{"aws":')
      const thrown: unknown = await Operator.of(folder).catch((error: unknown) => error)
      expect(thrown).to.be.instanceOf(UsageError)
      expect(thrown)
        .to.have.property('message')
        .that.matches(/found something else; run `npm start`/)
    } finally {
      removeFolder(folder)
    }
  })

  it('of a key that S3 cannot have is told', () => {
    expect(() => requiredKey({ key: 'ü'.repeat(513) })).to.throw(UsageError, 'at most 1024 bytes of UTF-8')
    expect(requiredKey({ key: 'ü'.repeat(512) })).to.have.lengthOf(512)
  })

  it('of rules that cannot be loaded is told, with the file', async () => {
    const thrown: unknown = await loadRules({ MIRROR_CONFIG: '/nowhere/rules.ts' }).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ConfigError)
    expect(thrown)
      .to.have.property('message')
      .that.matches(/MIRROR_CONFIG\n +expected the path of a module of rules\n +found .*nowhere/)
  })
})
