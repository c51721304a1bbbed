import { expect } from 'chai'
import { jpeg } from '../pictures.ts'
import type { TestStack } from '../test-stack.ts'

/** Messages that nobody should have sent. */
export function badMessages(stack: TestStack): void {
  it('gives every bad message a defined end, and lets the good ones through', async () => {
    const { bucket } = stack
    const record = (name: string, object: object, change: object = {}) => [
      {
        ...{ eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3: { bucket: { name }, object } },
        ...change,
      },
    ]
    const contents = [
      'hello',
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket }),
      record('another-bucket', { key: 'a.jpg' }),
      record(bucket, { key: 'nothing.jpg' }, { eventName: 'ObjectMoon:Landing' }),
      record(bucket, { size: 1 }),
    ]
    for (const content of contents) await stack.send(content)
    await stack.clients.upload('good.jpg', jpeg('good'))
    await stack.arrived('good', jpeg('good'))
    await stack.quiet(3)
    const codes = (await stack.clients.takeDeadLetters()).map(({ code }) => code)
    expect(codes.sort()).to.deep.equal(['malformed-record', 'not-json', 'other-bucket'])
  })
}
