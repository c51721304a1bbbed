import { expect } from 'chai'
import { eventually } from './eventually.ts'

const SOON_MS = 60

/** What a wait in vain says. */
async function failureOf(ask: () => unknown): Promise<unknown> {
  return await eventually('an empty queue', ask, SOON_MS).catch((thrown: unknown) => thrown)
}

describe('waiting for a condition', () => {
  it('asks again until it holds, and gives the answer', async () => {
    let asked = 0
    const answer = await eventually('the third time', () => {
      asked++
      expect(asked).to.equal(3)
      return 'here'
    })
    expect({ answer, asked }).to.deep.equal({ answer: 'here', asked: 3 })
  })

  it('says in the end what was awaited, and what was there', async () => {
    const thrown = await failureOf(() => expect({ queue: 8 }).to.deep.equal({ queue: 1 }))
    expect(thrown)
      .to.have.property('message')
      .that.matches(
        /^waited 0 s for an empty queue; in the end: expected \{ queue: 8 \} to deeply equal \{ queue: 1 \}/,
      )
    expect(thrown).to.have.nested.property('cause.actual').that.deep.equals({ queue: 8 })
  })

  it('does not wait for ever for an answer that never comes', async () => {
    const thrown = await failureOf(() => new Promise(() => undefined))
    expect(thrown).to.have.property('message').that.equals('waited 0 s for an empty queue; in the end: no answer')
  })
})
