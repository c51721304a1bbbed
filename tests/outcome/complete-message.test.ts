import { expect } from 'chai'
import type { ReadMessage } from '../../shared/event/coalesce.ts'
import { completeMessage } from '../../shared/outcome/complete-message.ts'
import type { Outcome } from '../../shared/outcome/outcome.ts'
import { deadLetters } from '../support/deliver.ts'
import { MemoryWorld, VISIBILITY_MS } from '../support/world.ts'

const hidden = VISIBILITY_MS / 1000
const part = { code: 'not-json', reason: 'no JSON', body: 'x' } as const
const outcome = (key: string, result: Outcome['result'], delaySeconds?: number): [string, Outcome] => {
  const delay = delaySeconds === undefined ? {} : { delaySeconds }
  return [key, { key, result, code: 'skip', reason: '', mutations: [], ...delay }]
}
const outcomes = new Map([
  outcome('done', 'done'),
  outcome('refused', 'refused'),
  outcome('soon', 'retry', 2),
  outcome('later', 'retry', 900),
  outcome('at once', 'retry', 0),
])

/** A name, the keys of the message, what in it cannot be read, whether it is done, when it comes back, and dead letters. */
const cases: readonly (readonly [string, string[], (typeof part)[], boolean, number, string[]])[] = [
  ['whose keys are all done', ['done'], [], true, hidden, []],
  ['whose keys are refused', ['done', 'refused'], [], true, hidden, []],
  ['without keys', [], [], true, hidden, []],
  ['of which one key comes back', ['done', 'later'], [], false, 900, []],
  ['of which several come back: at the first', ['later', 'soon'], [], false, 2, []],
  ['whose key comes back at once', ['at once', 'soon'], [], false, 0, []],
  ['that cannot be read', [], [part], true, hidden, ['not-json']],
  ['of which parts cannot be read', ['done'], [part, part], true, hidden, ['not-json', 'not-json']],
  ['of which parts cannot be read, and a key comes back', ['soon'], [part], false, 2, []],
]

describe('a message', () => {
  for (const [name, keys, unreadable, isDone, seconds, rejected] of cases) {
    it(`${name} is ${isDone ? 'done with' : `delivered again in ${seconds} s`}`, async () => {
      const world = new MemoryWorld()
      world.changes.apply(world.clock.nowMs(), { kind: 'send', body: '' })
      const [received] = world.changes.apply(world.clock.nowMs(), { kind: 'receive', most: 1 }).response
      if (!received) throw new Error('expected a message, found none')
      const message: ReadMessage = { message: { ...received }, keys: new Set(keys), unreadable }
      expect(await completeMessage(message, outcomes, world.dependencies().queue)).to.equal(isDone)
      const [{ visibleAtMs } = { visibleAtMs: 0 }] = world.changes.messages.values()
      expect((visibleAtMs - world.clock.nowMs()) / 1000).to.equal(seconds)
      expect(deadLetters(world)).to.deep.equal(rejected)
    })
  }
})
