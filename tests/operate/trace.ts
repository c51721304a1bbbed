import { expect } from 'chai'
import { trace as traceCommand } from '../../operate/trace/trace.ts'
import type { TestStack } from '../local/test-stack.ts'
import { eventually } from '../support/eventually.ts'
import { Operator } from './operator.ts'

/** `sls trace` on a stack that keeps its log. */
export function trace(stack: TestStack): void {
  it('tells by `sls trace` what became of a key, and where there is nothing to tell', async () => {
    const operator = await Operator.of(stack.process.directory)
    const key = 'shoot/"a" ü.jpg'
    await stack.put(key)
    await stack.quiet()
    await eventually('the story in the log', async () =>
      expect((await operator.run(traceCommand, { key })).text).not.to.equal(''),
    )
    const told = await operator.sls(['trace', '--key', key])
    expect(told.code, told.notes).to.equal(0)
    expect(told.text).to.match(/ done {5}upload \(a new object\); equal \[\d+ ms, \d+\.\d s after the event\]/)
    const { code, notes, text: nothing } = await operator.run(traceCommand, { key: 'never.jpg', since: '1h' })
    expect([code, nothing]).to.deep.equal([0, ''])
    expect(notes).to.match(/The logs say nothing of never\.jpg since /)
    operator.close()
  })
}
