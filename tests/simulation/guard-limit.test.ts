import { expect } from 'chai'
import { play } from './play.ts'
import { remove, type Scenario } from './scenarios/scenario.ts'
import { during, portsOf } from './wiped.ts'
import type { AwsFate } from './world.ts'

const LIMIT = 3
const names = Array.from({ length: 8 }, (_, index) => `wiped-${index}.jpg`)
const wiped: Scenario = {
  name: 'a bucket that is wiped',
  first: Object.fromEntries(names.map((name) => [name, name])),
  steps: names.map((name) => [0, remove(name)] as const),
  identities: {},
  mutationsMax: LIMIT,
}

/** How many assets go, and how many the guard has counted, where that befalls one call to DynamoDB; undefined if there were fewer calls. */
async function goneWhere(fate: AwsFate, call: number) {
  let calls = 0
  const { world, lambda } = await play(wiped, {
    prepare: (prepared) => {
      prepared.deletionsMax = LIMIT
      prepared.awsFate = (service) => (service === 'dynamodb' && ++calls === call ? fate : 'answered')
    },
  })
  if (calls < call) return undefined
  const { count, trippedMs } = await during(world, lambda, portsOf(world).guard.state())
  return { gone: names.length - world.media.assets.size, count, trippedMs }
}

describe('the guard of a bucket that is wiped', () => {
  for (const fate of ['refused', 'answer-lost', 'tried-twice'] as const) {
    it(`lets no more go than its limit, each of them counted, whatever call to DynamoDB is ${fate}`, async () => {
      let call = 1
      for (; ; call++) {
        const found = await goneWhere(fate, call)
        if (!found) break
        expect(found.trippedMs, `call ${call}`).to.be.a('number')
        expect(found.count, `call ${call}`).to.equal(LIMIT)
        expect(found.gone, `call ${call}`).to.be.within(LIMIT - 1, LIMIT)
      }
      expect(call).to.be.greaterThan(50)
    })
  }
})
