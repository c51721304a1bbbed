import { listWithheld, releaseDeletions, type WithheldList } from '../../shared/guard/withheld.ts'
import { Invocation } from './invocation.ts'
import type { Lambda } from './lambda.ts'
import { rest } from './play.ts'
import { simulatedPorts } from './ports.ts'
import { remove, type Scenario } from './scenarios/scenario.ts'
import { BUCKET, type World } from './world.ts'

/** The keys of the bucket. */
export const keys = ['a.jpg', 'b.jpg', 'c.jpg']
/** All of them are deleted at once. */
export const wiped: Scenario = {
  name: 'a bucket that is wiped',
  first: Object.fromEntries(keys.map((key) => [key, `content of ${key}`])),
  steps: keys.map((key) => [0, remove(key)] as const),
  identities: {},
  mutationsMax: 3,
}
/** The ports of an operator. */
export const portsOf = (world: World) => simulatedPorts(world, new Invocation(world, `operator${world.nowMs}`, 0))
/** What is withheld now. */
export const listOf = (world: World) => listWithheld(portsOf(world).ledger)

/** Lets exactly what was listed through, and then new deletions too, as an operator does. Resolves with the keys. */
export async function release(world: World, listed: WithheldList): Promise<string[]> {
  const released = await releaseDeletions(listed, { ...portsOf(world), bucket: BUCKET })
  await portsOf(world).guard.reopen()
  return released.map(({ key }) => key)
}

/** Resolves with the answer to a call that takes virtual time. */
export async function during<Answer>(world: World, lambda: Lambda, call: Promise<Answer>): Promise<Answer> {
  await rest(world, lambda)
  return call
}
