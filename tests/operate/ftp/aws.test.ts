import { ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { answerOf, identityOf } from '../../../operate/ftp/aws.ts'
import type { Stage } from '../../../operate/stage/stage.ts'

const QUESTION = { username: 'a', password: 'b', protocol: 'SFTP', serverId: 's-1', sourceIp: '192.0.2.1' }

/** A stage whose Lambda answers so. */
function stageWith(send: () => Promise<object>): Stage {
  const functionName = (name: string) => `ftp-api-for-cloudinary-dev-${name}`
  return Object.assign(Object.create(null), { name: 'dev', functionName, lambda: { send } })
}

const said = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'nothing',
    (thrown: unknown) => String(thrown),
  )

describe('the identity function of a stage', () => {
  it('is missed where the stage has no server, with what to do', async () => {
    const missing = new ResourceNotFoundException({ message: 'Function not found', $metadata: {} })
    const thrown = await said(identityOf(stageWith(() => Promise.reject(missing))))
    expect(thrown).to.match(
      /^UsageError: expected a function ftp-api-for-cloudinary-dev-identity, found none: the stage has/,
    )
    expect(thrown).to.contain('npx sls deploy --stage dev --param transfer=')
  })

  it('is told of by the settings that it lacks, where an earlier version made it', async () => {
    const thrown = await said(
      identityOf(stageWith(async () => ({ Environment: { Variables: { SOURCE_BUCKET: 'b' } } }))),
    )
    expect(thrown)
      .to.match(/^ConfigError: 2 settings are missing/)
      .and.contain('IDENTITY_TABLE')
  })

  it('fails without its words, which may repeat the question', async () => {
    const Payload = Buffer.from('{"errorMessage":"my-secret"}')
    const thrown = await said(
      answerOf(
        stageWith(async () => ({ FunctionError: 'Unhandled', Payload })),
        QUESTION,
      ),
    )
    expect(thrown).to.match(/^UsageError: expected an answer of .*-identity, found an error; read its log/)
    expect(thrown).not.to.contain('secret')
  })

  it('is told of where it answers no JSON', async () => {
    const thrown = await said(
      answerOf(
        stageWith(async () => ({ Payload: Buffer.from('<html>') })),
        QUESTION,
      ),
    )
    expect(thrown).to.match(/^UsageError: expected an answer of .*-identity, found no JSON; read its log/)
  })
})
