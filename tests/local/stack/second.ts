import { once } from 'node:events'
import { expect } from 'chai'
import { jpeg } from '../pictures.ts'
import { StackProcess } from '../stack-process.ts'
import type { TestStack } from '../test-stack.ts'

/** A second stack that someone starts in another terminal. */
export function second(stack: TestStack): void {
  for (const flags of [[], ['--fresh']]) {
    it(`does not start${flags.map((flag) => ` with ${flag}`).join('')}, and leaves the first one its data`, async () => {
      const bytes = jpeg(`kept ${flags.join(' ')}`)
      await stack.clients.upload('second.jpg', bytes)
      await stack.recorded('second.jpg', bytes)
      const another = new StackProcess()
      const child = another.spawn({ LOCAL_DATA: stack.process.directory }, flags)
      const [code] = await once(child, 'close')
      expect(code).to.equal(1)
      const { pid } = stack.clients.description
      expect(another.output.join('\n')).to.contain(`is used by a local stack that runs, process ${pid}`)
      expect(another.output.join('\n')).not.to.match(/^\s+at /m)
      expect(stack.process.description().pid).to.equal(pid)
      await another.remove()
      await stack.arrived('second', bytes)
      await stack.recorded('second.jpg', bytes)
    })
  }
}
