import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { eventually } from '../../support/eventually.ts'
import { tend } from '../tend.ts'
import type { TestStack } from '../test-stack.ts'

const EVERYTHING = ['upload', 'explicit', 'rename', 'destroy']
const KEYS = Array.from({ length: 60 }, (_, index) => `outage/${index}.jpg`)
/** Ten requests are under way at once; three are evidence, and a probe takes as long as a few more. */
const UPLOADS_MAX = 30

/** What happens while the stand-in serves nobody. */
export function breaker(stack: TestStack): void {
  it('ends delivery after few failures, and goes on by itself with nothing lost and nothing dead', async () => {
    const { clients } = stack
    await clients.control('DELETE', 'statistics')
    const failNext = EVERYTHING.map((operation) => ({ operation, times: 100_000, status: 503 }))
    await clients.control('POST', 'faults', { failNext })
    await Promise.all(KEYS.map((key) => stack.put(key)))
    await eventually('a trouble', () => expect(stack.log().join('\n')).to.contain('"code":"cloud-trouble"'))
    expect(await tend(stack)).to.deep.equal({ trouble: { scope: 'cloud' }, isPaused: false })
    expect(await mappingState(stack)).to.equal('Disabled')
    const { operations } = await stack.statistics()
    expect(operations.upload?.received).to.be.within(1, UPLOADS_MAX)
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

async function mappingState(stack: TestStack): Promise<string | undefined> {
  const UUID = await stack.mappingId()
  return (await stack.clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State
}
