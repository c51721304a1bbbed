import { expect } from 'chai'
import { eventually } from '../support/eventually.ts'
import { jpeg } from './pictures.ts'
import { md5 } from './stack-clients.ts'
import { TestStack } from './test-stack.ts'

const NAMES = Array.from({ length: 60 }, (_, index) => `burst/${index}`)

describe('the local stack, killed in the middle of a burst and started again,', () => {
  const stack = new TestStack()
  after(() => stack.remove())

  it('leaves no state that never ends, and mirrors everything', async () => {
    await stack.start()
    const { clients } = stack
    const uploads = NAMES.map((name) =>
      clients.upload(`${name}.jpg`, jpeg(name)).then(
        () => name,
        () => undefined,
      ),
    )
    await eventually('some assets', async () => expect((await stack.images('burst/')).length).to.be.greaterThan(5))
    await stack.end('SIGKILL')
    const stored = (await Promise.all(uploads)).filter((name) => name !== undefined)
    await stack.start()
    await eventually('an asset for each file that was stored', async () =>
      expect(await stack.images('burst/')).to.include.members(stored),
    )
    await stack.quiet()
    for (const publicId of await stack.images('')) {
      expect(await stack.clients.asset(publicId)).to.include({ etag: md5(jpeg(publicId)) })
    }
  })
})
