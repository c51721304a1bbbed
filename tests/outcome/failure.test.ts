import { expect } from 'chai'
import { Claim } from '../../shared/claim/claim.ts'
import type { Dependencies } from '../../shared/claim/dependencies.ts'
import type { Failure, TransientKind } from '../../shared/model/errors.ts'
import { fail } from '../../shared/outcome/failure.ts'
import type { Mutated, Outcome } from '../../shared/outcome/outcome.ts'
import { Invocation } from '../simulation/invocation.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { BUCKET, TIMES, World } from '../simulation/world.ts'

const renamed: Mutated = { kind: 'rename', reason: 'the content of b.jpg, which is gone', from: 'b.jpg' }
const failure = (name: TransientKind): Failure => ({
  class: name,
  code: 'cloudinary-503',
  reason: 'some reason',
  effect: 'none',
  notBeforeMs: undefined,
})

/** What comes of a change that fails after its asset was renamed. */
async function outcomeOf(name: TransientKind, isOpen: boolean): Promise<Outcome> {
  const world = new World({ seed: 1, faultScale: 0, versioning: 'off' })
  const settings = { bucket: BUCKET, ...TIMES, changesAtOnce: 2, webhookUrl: undefined }
  const ports = simulatedPorts(world, new Invocation(world, 'w', 0))
  const breaker = {
    gate: async () => ({ stop: undefined, isDoubtful: true }),
    noteUnavailable: async () => isOpen,
    noteServed: async () => undefined,
  }
  const dependencies: Dependencies = {
    ...ports,
    breaker,
    rules: world.rules,
    settings,
    deadlineMs: world.nowMs + 120_000,
  }
  const change = { key: 'a.jpg', events: [], receiveCount: 1, redriven: false }
  const failing = Claim.on(dependencies, 'a.jpg').then((claim) =>
    fail({ change, dependencies, mutations: [renamed], claim, observed: undefined }, failure(name)),
  )
  await world.scheduler.run(() => false, world.nowMs + 1000)
  return failing
}

describe('a failure', () => {
  for (const [name, isOpen, expected] of [
    ['transient', false, { code: 'cloudinary-503', failures: 1 }],
    ['unavailable', false, { code: 'cloudinary-503', failures: 1 }],
    ['unavailable', true, { code: 'breaker-open', halts: 'breaker' }],
    ['halted', false, { code: 'cloudinary-503', halts: 'account' }],
    ['throttled', false, { code: 'cloudinary-503' }],
    ['waiting', false, { code: 'cloudinary-503' }],
  ] as const) {
    it(`that is ${name}${isOpen ? ', with the breaker open' : ''}, brings the change back and keeps what was done`, async () => {
      const { delaySeconds = 0, ...outcome } = await outcomeOf(name, isOpen)
      const rest = { key: 'a.jpg', result: 'retry', reason: 'some reason', mutations: [renamed] }
      expect(outcome).to.deep.equal({ ...rest, ...expected })
      expect(delaySeconds).to.be.within(1, 60)
    })
  }

  it('that is withheld ends the change for now, without a message', async () => {
    expect(await outcomeOf('withheld', false)).to.deep.equal({
      key: 'a.jpg',
      result: 'done',
      code: 'withheld',
      reason: 'some reason',
      mutations: [renamed],
    })
  })
})
