import { expect } from 'chai'
import { type Meanwhile, playTrouble, type Trouble } from './play.ts'
import { SCENARIOS } from './scenarios.ts'

// The tree and the moments are many times the same story.
const scenarios = SCENARIOS.filter(({ name }) => !/tree|for a moment/.test(name))
const MEANWHILE: readonly Meanwhile[] = ['nothing', 'all go', 'old names come back']

type Kind<Of = Trouble> = Of extends Trouble ? Omit<Of, 'call' | 'meanwhile'> : never

/** Strikes at the first call of each scenario, then at the second and so on, until there is none. Returns how many there were. */
async function playAll(kind: Kind, meanwhile: Meanwhile): Promise<number> {
  let played = 0
  for (const scenario of scenarios) {
    for (let call = 1; ; call++) {
      const faults = await playTrouble(scenario, { ...kind, call, meanwhile } as Trouble)
      if (faults === undefined) break
      expect(faults, `${scenario.name}: call ${call}`).to.deep.equal([])
      played++
    }
  }
  return played
}

const TROUBLES: readonly (readonly [string, Kind])[] = [
  ['a worker dies before the answer', { kind: 'crash', when: 'before' }],
  ['a worker dies after the answer', { kind: 'crash', when: 'after' }],
  ['a request to Cloudinary is lost', { kind: 'media', fate: 'request-lost' }],
  ['a request to Cloudinary loses its answer', { kind: 'media', fate: 'answer-lost' }],
  ['a request to Cloudinary lands late', { kind: 'media', fate: 'landing-late' }],
  ['a request to Cloudinary is begun and lands late', { kind: 'media', fate: 'stored-late' }],
  ['S3 refuses', { kind: 's3', fate: 'refused' }],
  ['the answer of S3 is lost', { kind: 's3', fate: 'answer-lost' }],
  ['DynamoDB refuses', { kind: 'dynamodb', fate: 'refused' }],
  ['the answer of DynamoDB is lost', { kind: 'dynamodb', fate: 'answer-lost' }],
  ['a write that succeeded is tried again, and fails', { kind: 'dynamodb', fate: 'tried-twice' }],
  ['SQS refuses', { kind: 'sqs', fate: 'refused' }],
  ['the answer of SQS is lost', { kind: 'sqs', fate: 'answer-lost' }],
]

describe('at each call in turn of every scenario', function () {
  this.timeout(60_000)

  for (const meanwhile of MEANWHILE) {
    for (const [says, kind] of TROUBLES) {
      const and = meanwhile === 'nothing' ? '' : `, and ${meanwhile}`
      it(`${says}${and}`, async () => {
        expect(await playAll(kind, meanwhile)).to.be.greaterThan(scenarios.length)
      })
    }
  }
})
