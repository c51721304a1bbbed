import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect } from 'chai'
import { queueDepth, sqsQueue } from '../../shared/adapters/aws/sqs.ts'
import { readMessage } from '../../shared/event/read-message.ts'
import { KEY_ATTRIBUTE, REASON_ATTRIBUTE } from '../../shared/ports/queue.ts'
import { createQueue, useAws } from '../local/aws/support.ts'

describe('dead letters about text from strangers', () => {
  const aws = useAws()
  let count = 0

  /** Refuses a message, and returns the dead letter. */
  async function refuse(body: string, reason: string, key: string) {
    const url = await createQueue(aws(), `letters-${count++}`)
    await sqsQueue(aws().sqs, { queueUrl: url, deadLetterQueueUrl: url }).reject(body, {
      code: 'metadata',
      reason,
      key,
    })
    const receive = new ReceiveMessageCommand({ QueueUrl: url, MessageAttributeNames: ['All'] })
    const [letter] = (await aws().sqs.send(receive)).Messages ?? []
    return letter
  }

  for (const [what, reason] of [
    ['is cut within a pair', `${'x'.repeat(1999)}😀`],
    ['is all pairs, and long', '😀'.repeat(3000)],
    ['has halves of pairs', 'found \ud83d and \ude00'],
    ['has what XML has not', 'found \0, \u001b, \ufffe and \uffff'],
  ] as const) {
    it(`are written where the reason ${what}`, async () => {
      const letter = await refuse('{}', reason, reason)
      for (const name of [REASON_ATTRIBUTE, KEY_ATTRIBUTE]) {
        const { StringValue = '' } =
          Object.entries(letter?.MessageAttributes ?? {}).find(([one]) => one === name)?.[1] ?? {}
        expect(StringValue.isWellFormed()).to.equal(true)
        expect([...StringValue]).to.have.length(Math.min(2000, [...reason].length))
      }
    })
  }

  it('are written where a record quotes what SQS does not take, and say the same', async () => {
    const record = {
      eventVersion: '9.9',
      eventName: '\uffff',
      s3: { bucket: { name: 'b' }, object: { key: '\ufffe\ud83d' } },
    }
    const [unreadable] = readMessage(JSON.stringify({ Records: [record] }), 'b').unreadable
    const letter = await refuse(unreadable?.body ?? '', unreadable?.reason ?? '', 'a')
    expect(JSON.parse(letter?.Body ?? '')).to.deep.equal({ Records: [record] })
  })
})

describe('the depth of a queue', () => {
  const aws = useAws()

  it('counts what waits, what is in flight and what is delayed', async () => {
    const QueueUrl = await createQueue(aws(), 'deep')
    const depth = queueDepth(aws().sqs, QueueUrl)
    expect(await depth()).to.equal(0)
    const delays = [0, 0, 0, 600]
    for (const DelaySeconds of delays)
      await aws().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a change', DelaySeconds }))
    expect(await depth()).to.equal(delays.length)
    const received = await aws().sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 2 }))
    expect(received.Messages).to.have.length.within(1, 2)
    expect(await depth()).to.equal(delays.length)
  })
})
