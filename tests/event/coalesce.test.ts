import { expect } from 'chai'
import fc from 'fast-check'
import { coalesce } from '../../shared/event/coalesce.ts'
import type { QueueMessage } from '../../shared/ports/queue.ts'

const message = (id: string, keys: readonly string[], receiveCount = 1, redrivenMs?: number): QueueMessage => {
  const Records = keys.map((key) => ({
    eventVersion: '2.1',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'studio' }, object: { key } },
  }))
  return { id, receiptHandle: id, body: JSON.stringify({ Records }), receiveCount, ...(redrivenMs && { redrivenMs }) }
}

describe('coalescing', () => {
  it('makes one change of all messages of a key', () => {
    const { changes, messages } = coalesce(
      [message('1', ['a']), message('2', ['b']), message('3', ['a', 'b'], 4)],
      'studio',
    )
    expect(changes.map(({ key, events, receiveCount }) => [key, events.length, receiveCount])).to.deep.equal([
      ['a', 2, 4],
      ['b', 2, 4],
    ])
    expect(messages.map(({ keys }) => [...keys])).to.deep.equal([['a'], ['b'], ['a', 'b']])
  })

  it('remembers that an operator asks to try again', () => {
    const messages = [message('1', ['a', 'b']), message('2', ['a'], 1, 7), message('3', ['a'], 1, 5)]
    const { changes } = coalesce(messages, 'studio')
    expect(changes.map(({ redrivenMs }) => redrivenMs)).to.deep.equal([7, undefined])
  })

  it('does not depend on the order of the messages', () => {
    const batches = fc.array(fc.tuple(fc.subarray(['a', 'b', 'c']), fc.nat(5), fc.nat(3)))
    const summary = (messages: readonly QueueMessage[]) =>
      coalesce(messages, 'studio')
        .changes.map(({ key, events, receiveCount, redrivenMs }) => [key, events.length, receiveCount, redrivenMs])
        .sort()
    fc.assert(
      fc.property(batches, (batch) => {
        const messages = batch.map(([keys, count, redrivenMs], index) =>
          message(`${index}`, keys, count + 1, redrivenMs),
        )
        expect(summary([...messages].reverse())).to.deep.equal(summary(messages))
      }),
    )
  })
})
