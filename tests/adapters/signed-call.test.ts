import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { jsonService } from '../../shared/adapters/aws/json-call.ts'
import { jsonQueue } from '../../shared/adapters/aws/json-stores.ts'
import { beginFunction, mappingDelivery } from '../../shared/adapters/aws/lambda-calls.ts'
import { secretsManager } from '../../shared/adapters/aws/secrets.ts'
import { type SignedCall, signedService } from '../../shared/adapters/aws/signed-call.ts'
import type { AwsService } from '../../shared/config/aws.ts'
import { TransientError } from '../../shared/model/errors.ts'
import { useListening } from '../operate/listen.ts'

interface Heard {
  readonly call: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answer = (response: ServerResponse) => void

const answer =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body))

describe('a service that is called without its SDK', () => {
  const heard: Heard[] = []
  let answers: Answer[] = []
  const server = createServer(async (request, response) => {
    heard.push({ call: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) })
    ;(answers.shift() ?? answer(200, {}))(response)
  })
  const listening = useListening(server)
  const service = (name: AwsService, timeoutMs?: number): SignedCall => {
    const access = () => ({
      region: 'eu-west-1',
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'never-sent',
      sessionToken: 'a-session',
      endpoint: listening.url,
      traceId: 'Root=1-67891233-abcdef012345678912345678',
    })
    return signedService(name, access, timeoutMs)
  }

  beforeEach(() => {
    heard.splice(0)
    answers = []
  })

  const refusal = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )

  it('gets a signature for its region and name, the session, and the trace that shows loops', async () => {
    await jsonService('dynamodb', service('dynamodb'))('GetItem', { TableName: 'ledger' })
    const [{ call, headers, body } = { call: '', headers: {}, body: '' }] = heard
    expect([call, body]).to.deep.equal(['POST /', '{"TableName":"ledger"}'])
    expect(headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, /,
    )
    expect(headers).to.include({
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'x-amz-security-token': 'a-session',
      'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
    })
    expect(JSON.stringify(heard)).not.to.contain('never-sent')
  })

  const passing: Readonly<Record<string, Answer>> = {
    'status 500': answer(500, { __type: 'InternalServerError' }),
    'status 429': answer(429, {}),
    'throttling with status 400': answer(400, { __type: 'com.amazonaws.x#ProvisionedThroughputExceededException' }),
    'a connection that breaks': (response) => void response.destroy(),
  }
  for (const [what, first] of Object.entries(passing)) {
    it(`is asked again after ${what}`, async () => {
      answers = [first, answer(200, { SecretString: 'text' })]
      expect(await secretsManager(jsonService('secretsmanager', service('secretsmanager')))('name', false)).to.equal(
        'text',
      )
      expect(heard).to.have.length(2)
    })
  }

  it('is not asked for ever', async () => {
    answers = [1, 2, 3, 4].map(() =>
      answer(503, { message: 'later' }, { 'x-amzn-errortype': 'ServiceUnavailable:http://internal' }),
    )
    const thrown = await refusal(service('lambda')({ method: 'GET', path: '/' }))
    expect(thrown).to.include({ name: 'ServiceUnavailable', message: 'later' })
    expect(heard).to.have.length(3)
  })

  it('is not waited for where it says nothing', async () => {
    const silent: Answer = () => undefined
    answers = [silent, silent, silent]
    const thrown = await refusal(beginFunction('studio-dev-sweep', service('lambda', 200)))
    expect(thrown).to.include({ name: 'TransientError', code: 'lambda-TimeoutError' })
  })

  it('is asked once where the answer would be the same again, and names its error', async () => {
    answers = [answer(400, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no such queue' })]
    const thrown = await refusal(jsonQueue('https://sqs/1/none', jsonService('sqs', service('sqs'))).send(['{}']))
    expect(thrown).to.be.instanceOf(TransientError).and.to.include({ code: 'sqs-QueueDoesNotExist' })
    expect(heard).to.have.length(1)
  })

  it('may be Lambda, which tells the state of a mapping, switches it, and begins functions', async () => {
    const delivery = mappingDelivery('14e0db71', service('lambda'))
    answers = [answer(200, { State: 'Disabling' }), answer(200, { State: 'Enabled' }), answer(202, {}), answer(202, {})]
    expect([await delivery.isEnabled(), await delivery.isEnabled()]).to.deep.equal([false, true])
    await delivery.enable(false)
    await beginFunction('studio-dev-sweep', service('lambda'))
    const mapping = '/2015-03-31/event-source-mappings/14e0db71'
    expect(heard.map(({ call, body }) => `${call} ${body}`.trim())).to.deep.equal([
      `GET ${mapping}`,
      `GET ${mapping}`,
      `PUT ${mapping} {"Enabled":false}`,
      'POST /2015-03-31/functions/studio-dev-sweep/invocations',
    ])
    expect(heard.at(-1)?.headers['x-amz-invocation-type']).to.equal('Event')
  })

  it('may be Secrets Manager, whose secrets are kept for five minutes, and read again where that is forced', async () => {
    let nowMs = 0
    const read = secretsManager(jsonService('secretsmanager', service('secretsmanager')), { nowMs: () => nowMs })
    answers = ['first', 'second', 'third', 'other'].map((SecretString) => answer(200, { SecretString }))
    expect([await read('a', false), await read('a', false)]).to.deep.equal(['first', 'first'])
    expect(await read('a', true)).to.equal('second')
    nowMs = 299_999
    expect(await read('a', false)).to.equal('second')
    nowMs = 300_000
    expect(await read('a', false)).to.equal('third')
    expect(await read('b', false)).to.equal('other')
  })
})
