import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { tend } from '../tend.ts'
import type { TestStack } from '../test-stack.ts'

const EVERYTHING = ['upload', 'explicit', 'rename', 'destroy']
const KEYS = Array.from({ length: 24 }, (_, index) => `outage/${index}.jpg`)
/** Three keys that fail alike are evidence enough to ask a probe. */
const EVIDENCE = KEYS.slice(0, 3)

/** What happens while the stand-in serves nobody. */
export function breaker(stack: TestStack): void {
  it('ends delivery after few failures, and goes on by itself with nothing lost and nothing dead', async () => {
    const { clients } = stack
    await clients.control('DELETE', 'statistics')
    const failNext = EVERYTHING.map((operation) => ({ operation, times: 100_000, status: 503 }))
    await clients.control('POST', 'faults', { failNext })
    await Promise.all(EVIDENCE.map((key) => stack.put(key)))
    await eventually('a trouble', () => expect(stack.log().join('\n')).to.contain('"code":"cloud-trouble"'))
    const sent = await uploadsSent(stack)
    expect(sent).to.be.at.least(EVIDENCE.length)
    await Promise.all(KEYS.slice(EVIDENCE.length).map((key) => stack.put(key)))
    // The schedule may have ended delivery by now; else a worker puts it off.
    await eventually('others that are not tried', async () => {
      const told = stack.log().filter((line) => line.includes('"code":"cloud-trouble"'))
      const isPutOff = told.some((line) => KEYS.slice(EVIDENCE.length).some((key) => line.includes(`"${key}"`)))
      expect(isPutOff || (await mappingState(stack)) === 'Disabled').to.equal(true)
    })
    expect(await tend(stack)).to.deep.equal({ trouble: { scope: 'cloud' }, isPaused: false })
    expect(await mappingState(stack)).to.equal('Disabled')
    // Not one of the others has been tried; at most a try of those three was on its way.
    expect(await uploadsSent(stack)).to.be.within(sent, sent + EVIDENCE.length)
    // Still down: it is asked, and stays so.
    expect(await tend(stack)).to.deep.equal({ trouble: { scope: 'cloud' }, isPaused: false })
    expect((await clients.depths()).deadLetters).to.equal(0)

    await clients.control('DELETE', 'faults')
    expect(await tend(stack)).to.deep.equal({ isPaused: false })
    expect(await mappingState(stack)).to.equal('Enabled')
    // Most have not been delivered at all, and a sweep brings those back that have been put off.
    await eventually('an asset for each key', async () =>
      expect(await stack.images('outage/')).to.have.length(KEYS.length),
    )
    await stack.forgetMessages()
  })
}

async function uploadsSent(stack: TestStack): Promise<number> {
  return (await stack.statistics()).operations.upload?.received ?? 0
}

async function mappingState(stack: TestStack): Promise<string | undefined> {
  const UUID = await stack.mappingId()
  return (await stack.clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State
}
