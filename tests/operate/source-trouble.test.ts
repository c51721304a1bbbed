import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { expect } from 'chai'
import { queue } from '../../operate/queue/queue.ts'
import { storesOf } from '../../operate/stage/stores.ts'
import { status } from '../../operate/status/status.ts'
import { toldByConsole } from '../local/console-of.ts'
import { tend } from '../local/tend.ts'
import { eventually } from '../support/eventually.ts'
import { useOperatedStack } from './operated-stack.ts'

const KEYS = Array.from({ length: 12 }, (_, index) => `policy/${index}.jpg`)
const CAUSE = /the bucket cannot be read(?:, since \S+Z)?: Cloudinary: Error in loading s3:\S+ - Access Denied/
/** A terminal has lines. */
const inOneLine = (text: string) => text.replace(/\n +/g, ' ')

describe('a bucket policy that is lost', () => {
  const stack = useOperatedStack('busy')

  it('is told in one line everywhere, counts for no key, and nothing is lost or dead when it is back', async () => {
    const { clients, operator } = stack
    const Bucket = stack.bucket
    await stack.quiet()
    const { Policy } = await clients.s3.send(new GetBucketPolicyCommand({ Bucket }))
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    for (const key of KEYS) await stack.put(key)
    const { breaker } = storesOf(operator.stage)
    await eventually('a trouble', async () => expect((await breaker.state()).trouble?.scope).to.equal('source'))
    await tend(stack)
    expect(inOneLine((await operator.run(queue)).text))
      .to.match(/^worker {9}disabled/m)
      .and.match(CAUSE)
    expect((await operator.run(status, { key: KEYS[0] ?? '' })).notes).to.match(CAUSE)
    expect(await toldByConsole(clients.description, 'live')).to.match(CAUSE)
    // It is asked, and stays so.
    await tend(stack)
    expect(inOneLine((await operator.run(queue)).text)).to.match(CAUSE)
    expect(await stack.images('policy/')).to.deep.equal([])

    await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    await tend(stack)
    await eventually('an asset for each key', async () =>
      expect(await stack.images('policy/')).to.have.length(KEYS.length),
    )
    expect((await operator.run(queue)).text).not.to.contain('nothing is mirrored')
    expect((await clients.depths()).deadLetters).to.equal(0)
    // The sweep has brought back what was put off, and those messages find nothing to do.
    await stack.forgetMessages()
  })
})
