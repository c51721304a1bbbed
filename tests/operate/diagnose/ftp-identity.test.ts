import { ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde'
import { expect } from 'chai'
import { z } from 'zod'
import { ftpLogin } from '../../../operate/diagnose/checks/ftp-login.ts'
import { ftpPermission } from '../../../operate/diagnose/checks/ftp-permission.ts'
import { MemoryIdentity } from '../../support/memory-identity.ts'
import { FtpStage, FUNCTION, SERVER } from './ftp-stage.ts'

const $metadata = {}
const NOBODY = `no statement lets ${SERVER} invoke ${FUNCTION}: nobody can log in`

describe('the permission to ask the identity function', () => {
  /** A function that servers with these ARNs may ask. */
  function allowing(...sources: readonly string[]): FtpStage {
    const stage = new FtpStage()
    const Statement = sources.map((source) => ({
      Effect: 'Allow',
      Principal: { Service: 'transfer.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: FUNCTION,
      Condition: { ArnLike: { 'AWS:SourceArn': source } },
    }))
    stage.answer(stage.stage.lambda, { GetPolicyCommand: { $metadata, Policy: JSON.stringify({ Statement }) } })
    return stage
  }

  it('passes where it is for this server', async () => {
    expect(await allowing(SERVER).issues(ftpPermission)).to.deep.equal(['pass'])
  })

  it('is found to be missing, or for another server', async () => {
    for (const stage of [allowing(), allowing(`${SERVER}1`)]) {
      expect(await stage.issues(ftpPermission)).to.deep.equal(['fail', NOBODY])
    }
  })

  it('is found to be missing where the function has no policy', async () => {
    const stage = new FtpStage()
    const GetPolicyCommand = new ResourceNotFoundException({ $metadata, message: 'no policy', Message: 'no policy' })
    stage.answer(stage.stage.lambda, { GetPolicyCommand })
    expect(await stage.issues(ftpPermission)).to.deep.equal(['fail', NOBODY])
  })

  it('is found to be for others too', async () => {
    expect(await allowing(SERVER, 'arn:aws:transfer:*').issues(ftpPermission)).to.deep.equal([
      'fail',
      'a statement lets arn:aws:transfer:* ask too, and try passwords',
    ])
  })
})

describe('a login at the identity function', () => {
  function answering(text: string, FunctionError?: string): FtpStage {
    const stage = new FtpStage()
    const Payload = Uint8ArrayBlobAdapter.fromString(text)
    const InvokeCommand = { $metadata, Payload, ...(FunctionError !== undefined && { FunctionError }) }
    stage.answer(stage.stage.lambda, { InvokeCommand })
    return stage
  }

  it('of a stranger is refused', async () => {
    expect(await answering('{}').issues(ftpLogin)).to.deep.equal(['pass'])
  })

  it('asks as the server would, so that the function itself answers, and refuses', async () => {
    const users = new MemoryIdentity()
    const stage = new FtpStage()
    const outcomes: string[] = []
    stage.stage.lambda.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'InvokeCommand') return next(args)
          const { Payload } = z.object({ Payload: z.instanceof(Uint8Array) }).parse(args.input)
          const { answer, report } = await users.askAnything(JSON.parse(Buffer.from(Payload).toString()))
          outcomes.push(report.outcome)
          return {
            output: { $metadata, Payload: Uint8ArrayBlobAdapter.fromString(JSON.stringify(answer)) },
            response: {},
          }
        },
      { step: 'initialize' },
    )
    expect(await stage.issues(ftpLogin)).to.deep.equal(['pass'])
    expect(outcomes).to.deep.equal(['unknown-user'])
  })

  it('of a stranger that is let in is found', async () => {
    const [kind, issue] = await answering('{"Role":"arn:aws:iam::1:role/x"}').issues(ftpLogin)
    expect(kind).to.equal('fail')
    expect(issue).to.contain('lets in sls-diagnose, which is no user')
  })

  it('that fails is found, with where to look', async () => {
    const finding = await answering('{"errorMessage":"boom"}', 'Unhandled').finding(ftpLogin)
    expect(JSON.stringify(finding)).to.contain('nobody can log in').and.to.contain('/aws/lambda/')
  })

  it('that is answered by anything else is found', async () => {
    for (const text of ['null', '[]', 'no JSON', '{"Role":1}']) {
      const [kind, issue] = await answering(text).issues(ftpLogin)
      expect(kind, text).to.equal('fail')
      expect(issue, text).to.contain('gave no answer')
    }
  })
})
