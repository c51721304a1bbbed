import { write } from './notifier.ts'
import type { Random } from './random.ts'
import { redrive } from './redrive.ts'
import { RULE_SETS } from './rules.ts'
import { type Step, Workload } from './workload.ts'
import type { World } from './world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const OUTAGES_MS = [MINUTE_MS, 6 * HOUR_MS, 72 * HOUR_MS] as const

/** Clients' writes, about so many, and what else befalls a stage meanwhile. Resolves with the number of writes. */
export async function generateTraffic(
  world: World,
  chance: Random,
  events: number,
  hasFaults: boolean,
): Promise<number> {
  const workload = new Workload(world.random, { poison: chance.chance(0.5), hanging: hasFaults })
  const gapMs = chance.pick([50, 500, 5000, 20_000])
  let writes = 0
  let atMs = 0
  let lastMs = 0
  while (writes < events) {
    const steps = workload.next()
    lastMs = Math.max(lastMs, play(world, steps, atMs))
    writes += steps.length
    atMs += world.random.integer(0, 2 * gapMs)
  }
  if (hasFaults) disturb(world, chance, lastMs)
  const endMs = world.nowMs + lastMs
  await world.scheduler.run(() => world.nowMs >= endMs, endMs + MINUTE_MS)
  // An archived object excuses its asset: in most seeds none is left.
  if (chance.chance(0.7)) for (const key of world.store.keys()) write(world, { kind: 'restore', key })
  return writes
}

/** Another deployment, with other rules, while there is traffic. Only a sweep finds what they concern. */
export function changeRules(world: World, chance: Random): void {
  world.scheduler.after(chance.integer(0, 60_000), () => {
    world.rules = chance.pick(RULE_SETS)
    world.rulesHaveChanged = true
    world.faults.count('rules-changed')
    world.remark('', 'the rules change')
  })
}

/** What happens beside the traffic: Cloudinary is down for a while, and operators redrive. */
function disturb(world: World, chance: Random, lastMs: number): void {
  if (chance.chance(0.15)) {
    const outageMs = chance.pick(OUTAGES_MS)
    world.scheduler.after(chance.integer(0, lastMs), () => {
      world.outageUntilMs = world.nowMs + outageMs
    })
  }
  if (chance.chance(0.2)) {
    world.scheduler.after(chance.integer(0, lastMs), () => {
      world.forbiddenUntilMs = world.nowMs + chance.integer(1, 5) * MINUTE_MS
    })
  }
  if (chance.chance(0.2)) {
    world.scheduler.after(chance.integer(0, lastMs), () => befallStage(world, chance))
  }
  for (let redrives = chance.integer(0, 2); redrives > 0; redrives--) {
    world.scheduler.after(chance.integer(0, lastMs), () => {
      if (redrive(world) > 0) world.faults.count('redrive-during-traffic')
    })
  }
}

/** An hour in which nothing can be mirrored, whatever of it is in trouble. */
function befallStage(world: World, chance: Random): void {
  const untilMs = world.nowMs + HOUR_MS
  const refusal = chance.pick(['cloudinary-401', 'cloudinary-403', 'cloudinary-420'] as const)
  const trouble = chance.pick([
    { forbiddenUntilMs: untilMs },
    { unreadableUntilMs: untilMs },
    { refusal, refusedUntilMs: untilMs },
  ])
  Object.assign(world, trouble)
}

function play(world: World, steps: readonly Step[], atMs: number): number {
  let delayMs = atMs
  for (const { afterMs, request } of steps) {
    delayMs += afterMs
    world.scheduler.after(delayMs, () => write(world, request))
  }
  return delayMs
}
