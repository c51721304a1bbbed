import type { SQSClient } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { dlqRedrive } from '../../operate/dlq/redrive.ts'
import { eventually } from '../support/eventually.ts'
import { enableWorker, sendLetters, visibleLetters } from './letters.ts'
import { useOperatedStack } from './operated-stack.ts'
import { NPX_SLS, Operator } from './operator.ts'

/** So slow that it is interrupted long before its end, on a slow machine too. */
const SLOWLY = ['--rate', '1']

describe('a redrive on a local stack that does not come to its end', () => {
  const stack = useOperatedStack('busy')
  before(() => enableWorker(stack, false))
  after(() => enableWorker(stack, true))
  afterEach(() => stack.forgetMessages())

  it('loses nothing, whichever call of a selective redrive fails', async () => {
    let isHit = true
    for (let at = 1; isHit; at++) {
      for (const when of ['before', 'after'] as const) {
        await sendLetters(stack, 12)
        const unlucky = await Operator.of(stack.process.directory)
        const calls = failAt(unlucky.stage.sqs, at, when)
        await unlucky.run(dlqRedrive, { key: 'copy/?.jpg' }).catch(() => undefined)
        unlucky.close()
        const { queue, deadLetters } = await stack.clients.depths()
        expect(queue + deadLetters, `call ${at}, ${when}`).to.be.at.least(12)
        await stack.forgetMessages()
        isHit = calls() >= at
        expect(isHit || at > 5, `only ${calls()} calls`).to.equal(true)
      }
    }
  })

  it('stops at Ctrl-C, and says how many were moved', async () => {
    await sendLetters(stack, 30)
    const queued = async () => (await stack.clients.depths()).queue
    const moving = eventually('the first to be moved', async () => expect(await queued()).to.be.above(0))
    const all = await stack.operator.sls(['dlq', 'redrive', '--all', ...SLOWLY], {
      interruptWhen: moving,
      program: NPX_SLS,
    })
    const { queue, deadLetters } = await stack.clients.depths()
    expect(queue + deadLetters).to.equal(30)
    expect(all.text).to.contain(`Interrupted. Redrove ${queue} message`)
    const sending = eventually('the next to be sent', async () => expect(await queued()).to.be.above(queue))
    const some = await stack.operator.sls(['dlq', 'redrive', '--key', 'copy/*', ...SLOWLY], { interruptWhen: sending })
    expect(some.notes).to.contain('Interrupted after')
    expect(await visibleLetters(stack)).to.equal(30 - (await queued()))
  })
})

/** Makes one call of a client fail, before it has an effect or after; says how many there have been. */
function failAt(sqs: SQSClient, at: number, when: 'before' | 'after'): () => number {
  let calls = 0
  sqs.middlewareStack.add(
    (next) => async (request) => {
      const isNow = ++calls === at
      if (isNow && when === 'before') throw new Error('no answer')
      const answer = await next(request)
      if (isNow) throw new Error('no answer')
      return answer
    },
    { step: 'initialize' },
  )
  return () => calls
}
