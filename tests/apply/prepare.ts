import { apply, type Mutation } from '../../shared/apply/apply.ts'
import type { Effect } from '../../shared/apply/effect.ts'
import type { Claim } from '../../shared/claim/claim.ts'
import type { Dependencies } from '../../shared/claim/dependencies.ts'
import { decide } from '../../shared/plan/decide.ts'
import type { MemoryWorld } from '../support/world.ts'

/** A worker that has claimed a key and has decided, and applies what it has decided on when the test says so. */
export interface Prepared {
  readonly claim: Claim
  readonly dependencies: Dependencies
  apply(): Promise<Effect>
}

/** Lets a worker decide on a key. Throws where it decides on anything but that kind of mutation. */
export async function prepare(world: MemoryWorld, key: string, kind: Mutation['kind']): Promise<Prepared> {
  const dependencies = world.dependencies()
  const claim = await world.claim(key, dependencies)
  const next = await decide(claim.entry, await dependencies.source.observe(key), dependencies)
  if (next.kind === 'skip' || next.kind === 'wait' || next.kind === 'refuse' || next.kind !== kind) {
    throw new Error(`expected ${kind} for ${key}, found ${next.kind}: ${next.reason}`)
  }
  return { claim, dependencies, apply: () => apply(next, claim, dependencies) }
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('expected a rejection, found none')
    },
    (thrown: unknown) => thrown,
  )
}
