import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { eventually } from './eventually.ts'
import { jpeg } from './pictures.ts'
import { StackClients } from './stack-clients.ts'
import { StackProcess } from './stack-process.ts'

const WORKER = 'ftp-api-for-cloudinary-local-worker'

describe("the local stack's Lambda", function () {
  this.timeout(60_000)
  const stack = new StackProcess()
  let clients: StackClients

  before(async () => {
    clients = new StackClients(await stack.start({ SETTLE_SECONDS: '0' }, ['--memory']))
  })
  after(async () => {
    clients?.close()
    await stack.remove()
  })

  async function mappingId(): Promise<string> {
    const { EventSourceMappings = [] } = await clients.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: WORKER }),
    )
    expect(EventSourceMappings).to.have.length(1)
    return EventSourceMappings[0]?.UUID ?? ''
  }

  it('tells how a function is configured', async () => {
    const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: WORKER }))
    expect(Environment?.Variables).to.include({ QUEUE_URL: clients.description.queueUrl })
  })

  it('invokes a function and says what it returned', async () => {
    const FunctionName = 'ftp-api-for-cloudinary-local-sweep'
    const { Payload, FunctionError } = await clients.lambda.send(new InvokeCommand({ FunctionName }))
    expect(FunctionError).to.equal(undefined)
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).to.include({ complete: true })
  })

  it('says so where the function fails', async () => {
    const Payload = Buffer.from(JSON.stringify({ Records: 'none' }))
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: WORKER, Payload }))
    expect(answer.FunctionError).to.equal('Unhandled')
  })

  it('does not know other functions', async () => {
    const asked = clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'nobody' }))
    const thrown: unknown = await asked.catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ResourceNotFoundException)
  })

  it('stops taking changes while the mapping is disabled, and goes on when it is enabled', async () => {
    const UUID = await mappingId()
    await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
    expect((await clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State).to.equal('Disabled')
    await clients.upload('paused.jpg', jpeg('navy'))
    // The event is there, and nobody takes it.
    await eventually(async () => expect((await clients.depths()).queue).to.equal(1))
    expect(await clients.asset('paused')).to.equal(undefined)
    await clients.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }))
    await eventually(async () => expect(await clients.asset('paused')).not.to.equal(undefined))
  })
})
