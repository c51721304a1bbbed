import { randomUUID } from 'node:crypto'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { pause, resume } from '../../operate/pause/pause.ts'
import { storesOf } from '../../operate/stage/stores.ts'
import { status } from '../../operate/status/status.ts'
import { sweepCommand } from '../../operate/sweep/sweep.ts'
import { toldByConsole } from '../local/console-of.ts'
import { jpeg } from '../local/pictures.ts'
import { eventually } from '../support/eventually.ts'
import { useOperatedStack } from './operated-stack.ts'

describe('sls pause and sls resume', () => {
  const stack = useOperatedStack('busy')
  // The stack's own marker is an event, too.
  before(() => stack.quiet())

  /** What a worker makes of a message that it is given although nothing is delivered; the ids that it has not done. */
  async function deliverByHand(key: string): Promise<unknown> {
    const record = {
      messageId: 'by hand',
      receiptHandle: randomUUID(),
      body: JSON.stringify({ Records: [stack.record('ObjectCreated:Put', key)] }),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
      messageAttributes: {},
    }
    const Payload = Buffer.from(JSON.stringify({ Records: [record] }))
    const FunctionName = stack.functionName('worker')
    const answer = await stack.clients.lambda.send(new InvokeCommand({ FunctionName, Payload }))
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString())
  }

  it('keep changes waiting, and let them go', async () => {
    const { operator, clients } = stack
    const paused = await operator.run(pause, { reason: 'a migration' })
    expect(paused).to.include({
      code: 0,
      text: 'Paused until `sls resume`. Changes wait in the queue for up to 7 days.',
    })
    await stack.put('waiting.jpg')
    await eventually('the change in the queue', async () => expect((await clients.depths()).queue).to.equal(1))
    // It is neither delivered, nor tried where it was delivered before delivery ended.
    expect(await deliverByHand('waiting.jpg')).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'by hand' }] })
    expect(await clients.asset('waiting')).to.equal(undefined)
    const planned = await operator.run(status, { key: 'waiting.jpg' })
    expect(planned.notes).to.match(
      /^Nothing is mirrored: paused by an operator: a migration, for \d+ s\. To do: sls resume\.$/,
    )
    expect((await operator.run(sweepCommand)).notes).to.contain('Nothing is mirrored: ')
    expect(await toldByConsole(clients.description, 'live')).to.contain('paused by an operator: a migration')
    const again = await operator.run(pause, { reason: 'another reason' })
    expect(again.text).to.match(/^It was paused already, since .*: a migration\.$/)
    const resumed = await operator.sls(['resume'])
    expect([resumed.code, resumed.text.trim()]).to.deep.equal([
      0,
      'Resumed. A sweep begins, which finds what was lost meanwhile.',
    ])
    await stack.arrived('waiting', jpeg('waiting.jpg'))
    expect((await operator.run(resume)).text).to.equal('It was not paused.')
    expect(await toldByConsole(stack.clients.description, 'live')).not.to.contain('paused by an operator')
  })

  it('end no trouble of the stage, and say so', async () => {
    const { operator, clients } = stack
    const { breaker } = storesOf(operator.stage)
    // Or it would be over at the next look, which comes by the minute, or by a command.
    await clients.control('POST', 'faults', { failNext: [{ times: 100_000, status: 503, message: 'out of order' }] })
    const trouble = { scope: 'cloud', code: 'cloudinary-503', reason: 'out of order' } as const
    await breaker.judge(
      { ...trouble, key: 'a.jpg', isFresh: true, isLast: true, isPassing: false },
      async () => trouble,
    )
    expect((await operator.run(resume)).text).to.match(
      /^It was not paused\. But Cloudinary is down, since \S+: .*out of order\. It goes on by itself once that is over\.$/,
    )
    await clients.control('DELETE', 'faults')
    await operator.run(resume)
    await eventually('an end of the trouble', async () => expect((await breaker.state()).trouble).to.equal(undefined))
  })
})
