import { expect } from 'chai'
import { Claim } from '../../shared/claim/claim.ts'
import type { Dependencies } from '../../shared/claim/dependencies.ts'
import type { Failure, Scope, TransientKind } from '../../shared/model/errors.ts'
import { fail } from '../../shared/outcome/failure.ts'
import type { Mutated, Outcome } from '../../shared/outcome/outcome.ts'
import type { Stop } from '../../shared/ports/breaker.ts'
import { Invocation } from '../simulation/invocation.ts'
import { simulatedPorts } from '../simulation/ports.ts'
import { BUCKET, TIMES, World } from '../simulation/world.ts'

const renamed: Mutated = { kind: 'rename', reason: 'the content of b.jpg, which is gone', from: 'b.jpg' }
const stop: Stop = { code: 'source-trouble', reason: 'the bucket cannot be read' }
const failure = (name: TransientKind, scope: Scope): Failure => ({
  class: name,
  scope,
  code: 'cloudinary-503',
  reason: 'some reason',
  effect: 'none',
  notBeforeMs: undefined,
})

/** What comes of a change that fails after its asset was renamed, where the stage is in trouble or not. */
async function outcomeOf(name: TransientKind, scope: Scope, isTroubled: boolean): Promise<Outcome> {
  const world = new World({ seed: 1, faultScale: 0, versioning: 'off' })
  const settings = { bucket: BUCKET, ...TIMES, changesAtOnce: 2, webhookUrl: undefined }
  const ports = simulatedPorts(world, new Invocation(world, 'w', 0))
  const breaker = {
    gate: async () => ({ stop: undefined, isDoubtful: true }),
    judge: async () => (isTroubled ? stop : undefined),
    noteServed: async () => undefined,
  }
  const dependencies: Dependencies = {
    ...ports,
    breaker,
    rules: world.rules,
    settings,
    deadlineMs: world.nowMs + 120_000,
  }
  const change = { key: 'a.jpg', events: [], receiveCount: 1 }
  const failing = Claim.on(dependencies, 'a.jpg').then((claim) =>
    fail({ change, dependencies, mutations: [renamed], claim, observed: undefined }, failure(name, scope)),
  )
  await world.scheduler.run(() => false, world.nowMs + 1000)
  return failing
}

describe('a failure', () => {
  for (const [name, scope, isTroubled, expected] of [
    ['transient', 'key', false, { code: 'cloudinary-503', failures: 1 }],
    ['transient', 'cloud', false, { code: 'cloudinary-503', failures: 1 }],
    // What is the key's own is no matter of the breaker.
    ['transient', 'key', true, { code: 'cloudinary-503', failures: 1 }],
    ['transient', 'cloud', true, { ...stop, halts: true }],
    ['throttled', 'account', true, { ...stop, halts: true }],
    ['throttled', 'account', false, { code: 'cloudinary-503' }],
    ['waiting', 'key', false, { code: 'cloudinary-503' }],
  ] as const) {
    const state = isTroubled ? ' while the stage is in trouble' : ''
    it(`that is ${name}, perhaps of the ${scope},${state} brings the change back and keeps what was done`, async () => {
      const { delaySeconds = 0, ...outcome } = await outcomeOf(name, scope, isTroubled)
      const rest = { key: 'a.jpg', result: 'retry', reason: 'some reason', mutations: [renamed] }
      expect(outcome).to.deep.equal({ ...rest, ...expected })
      expect(delaySeconds).to.be.within(1, 60)
    })
  }

  it('that is withheld ends the change for now, without a message', async () => {
    expect(await outcomeOf('withheld', 'key', false)).to.deep.equal({
      key: 'a.jpg',
      result: 'done',
      code: 'withheld',
      reason: 'some reason',
      mutations: [renamed],
    })
  })
})
