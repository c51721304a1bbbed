import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { readQueueFacts } from '../../../operate/stage/queues.ts'
import { eventually } from '../../support/eventually.ts'
import { jpeg } from '../pictures.ts'
import type { TestStack } from '../test-stack.ts'

/** The part of Lambda's API that the stack has. */
export function lambda(stack: TestStack): void {
  const configurationOf = (FunctionName: string) =>
    stack.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const invoke = (name: string, event: object) =>
    stack.clients.lambda.send(
      new InvokeCommand({ FunctionName: stack.functionName(name), Payload: Buffer.from(JSON.stringify(event)) }),
    )

  it('tells how a function is configured', async () => {
    const { Environment } = await configurationOf(stack.functionName('worker'))
    expect(Environment?.Variables).to.include({ QUEUE_URL: stack.clients.description.queueUrl })
  })

  it('invokes a function and says what it returned', async () => {
    const { Payload, FunctionError } = await invoke('sweep', {})
    expect(FunctionError).to.equal(undefined)
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).to.include({ complete: true })
  })

  it('says so where the function fails', async () => {
    expect((await invoke('worker', { Records: 'none' })).FunctionError).to.equal('Unhandled')
  })

  it('does not know other functions', async () => {
    const thrown: unknown = await configurationOf('nobody').catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(ResourceNotFoundException)
  })

  it('stops taking changes while the mapping is disabled, and goes on when it is enabled', () => disabling(stack))
}

async function disabling(stack: TestStack): Promise<void> {
  const { clients } = stack
  const { queueUrl } = clients.description
  const UUID = await stack.mappingId()
  await stack.pause()
  expect((await clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State).to.equal('Disabled')
  await clients.upload('paused.jpg', jpeg('navy'))
  // The event is there. Whoever took it, and had to leave it undone, would have hidden it.
  await eventually('one message that nobody has taken', async () =>
    expect(await readQueueFacts(clients.sqs, queueUrl)).to.include({ visible: 1, inFlight: 0 }),
  )
  expect(await clients.asset('paused')).to.equal(undefined)
  await stack.resume()
  await stack.arrived('paused', jpeg('navy'))
  await stack.quiet()
}
