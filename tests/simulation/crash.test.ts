import { expect } from 'chai'
import { playAwsTrouble, playCrash, playFate } from './play.ts'
import { SCENARIOS } from './scenarios.ts'

// The tree and the moments are many times the same story.
const scenarios = SCENARIOS.filter(({ name }) => !/tree|for a moment/.test(name))

/** Plays the first, the second, the third and so on, until there is none. Returns how many there were. */
async function playAll(
  play: (number: number) => Promise<readonly string[] | undefined>,
  what: string,
): Promise<number> {
  for (let number = 1; ; number++) {
    const faults = await play(number)
    if (faults === undefined) return number - 1
    expect(faults, `${what} ${number}`).to.deep.equal([])
  }
}

describe('a worker that dies', function () {
  this.timeout(60_000)

  for (const scenario of scenarios) {
    it(`at any of its calls, in: ${scenario.name}`, async () => {
      for (const when of ['before', 'after'] as const) {
        expect(await playAll((call) => playCrash(scenario, { call, when }), `${when} call`)).to.be.greaterThan(2)
      }
    })
  }
})

describe('a request to Cloudinary without an answer', function () {
  this.timeout(60_000)

  for (const fate of ['request-lost', 'answer-lost', 'landing-late', 'stored-late'] as const) {
    it(`(${fate}), whichever it is, in every scenario`, async () => {
      let requests = 0
      for (const scenario of scenarios) {
        requests += await playAll((request) => playFate(scenario, request, fate), `${scenario.name}: request`)
      }
      expect(requests).to.be.greaterThan(scenarios.length)
    })
  }
})

describe('a call to AWS', function () {
  this.timeout(60_000)

  const FATES = [
    ['s3', 'refused', 'is refused'],
    ['s3', 'answer-lost', 'loses its answer'],
    ['dynamodb', 'refused', 'is refused'],
    ['dynamodb', 'answer-lost', 'takes effect and loses its answer'],
    ['dynamodb', 'tried-twice', 'takes effect and, tried again, fails its own condition'],
    ['sqs', 'refused', 'is refused'],
    ['sqs', 'answer-lost', 'takes effect and loses its answer'],
  ] as const

  for (const meanwhile of ['nothing', 'all go', 'old names come back'] as const) {
    for (const [service, fate, says] of FATES) {
      it(`(${service}) ${says}, meanwhile: ${meanwhile}, in every scenario`, async () => {
        let calls = 0
        for (const scenario of scenarios) {
          const play = (call: number) => playAwsTrouble(scenario, { service, call, fate, meanwhile })
          calls += await playAll(play, `${scenario.name}: call`)
        }
        expect(calls).to.be.greaterThan(scenarios.length)
      })
    }
  }
})
