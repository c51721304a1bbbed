import type { Catalog } from '../../shared/ports/catalog.ts'
import { inspectAssets } from '../../shared/sweep/assets.ts'
import { sweepExtras } from '../../shared/sweep/extras.ts'
import { inspectMetadata } from '../../shared/sweep/metadata.ts'
import { sweepScheduled } from '../../shared/sweep/scheduled.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import { simulatedCatalog } from './catalog.ts'
import { Invocation } from './invocation.ts'
import { simulatedPorts } from './ports.ts'
import type { Random } from './random.ts'
import { BUCKET, TIMES, type World } from './world.ts'

const SWEEPS_MAX = 10

/** Operators who look at everything while there is traffic, and find what is over when they note it. */
export function sweepMeanwhile(world: World, chance: Random): void {
  if (chance.chance(0.6)) return
  const longestMs = chance.pick([5, 500, 20_000])
  const gapMs = chance.pick([5000, 60_000])
  let atMs = 0
  for (let index = 0; index < SWEEPS_MAX; index++) {
    atMs += chance.integer(0, 2 * gapMs)
    world.scheduler.after(atMs, () => world.faults.isOn && sweepDeep(world, `deep${index}`, longestMs))
  }
}

/** One sweep, as the function or an operator begins it. */
export function sweepOnce(world: World, adopts = false): void {
  const invocation = new Invocation(world, `once${world.nowMs}`, 0)
  const cursor = { read: async () => undefined, write: async () => undefined }
  const mayGoOn = async () => true
  sweep({ ...simulatedPorts(world, invocation), bucket: BUCKET, rules: world.rules, cursor, mayGoOn, adopts }).then(
    ({ queued }) => world.swept.push(queued),
    (thrown: unknown) => world.violations.push(`the sweep threw: ${String(thrown)}`),
  )
}

/** A sweep as the schedules begin it: by the hour, and by the day with a closer look. */
export function sweepOnSchedule(world: World, begins: boolean): void {
  const ports = simulatedPorts(world, new Invocation(world, `scheduled${world.nowMs}`, 0))
  const cursor = () => ({ read: async () => undefined, write: async () => undefined })
  const settings = { bucket: BUCKET, settleMs: TIMES.settleMs }
  const work = { ...ports, bucket: BUCKET, rules: world.rules, settings, cursor, adopts: false }
  sweepScheduled({ ...work, mayGoOn: async () => true }, { begins }).then(
    ({ queued, closer }) => world.swept.push(queued + (closer?.queued ?? 0)),
    (thrown: unknown) => world.violations.push(`the sweep threw: ${String(thrown)}`),
  )
}

/** A sweep of everything. Where a call fails it ends, and is begun again another time. */
function sweepDeep(world: World, name: string, longestMs: number): void {
  const invocation = new Invocation(world, name, 0)
  const ports = simulatedPorts(world, invocation)
  const evidence = { ...ports, rules: world.rules, settings: { bucket: BUCKET, settleMs: TIMES.settleMs } }
  const catalog = slowly(simulatedCatalog(world), invocation, () => world.random.integer(0, longestMs), world)
  const mayGoOn = async () => true
  const work = { ...ports, bucket: BUCKET, rules: world.rules, adopts: world.random.chance(0.5), catalog, mayGoOn }
  const inspections = [inspectMetadata(evidence), inspectAssets(catalog, BUCKET)]
  const cursor = { read: async () => undefined, write: async () => undefined }
  world.faults.count('swept-during-traffic')
  sweep({ ...work, cursor, inspections })
    .then(() => sweepExtras({ ...work, cursor }))
    .catch((thrown: unknown) => world.remark('', `a deep sweep ends: ${String(thrown)}`))
}

/** An account that takes its time: its hourly limit may be used up. */
function slowly(catalog: Catalog, invocation: Invocation, waitMs: () => number, { scheduler }: World): Catalog {
  const take = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    await invocation.await(scheduler.sleep(waitMs()))
    const answer = await ask()
    await invocation.await(scheduler.sleep(waitMs()))
    return answer
  }
  return {
    find: (kind, publicIds) => take(() => catalog.find(kind, publicIds)),
    list: (kind, from) => take(() => catalog.list(kind, from)),
  }
}
