import { limits } from '../../shared/model/limits.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import { Invocation } from './invocation.ts'
import type { Lambda } from './lambda.ts'
import { judge } from './oracle.ts'
import { simulatedPorts } from './ports.ts'
import { redrive } from './redrive.ts'
import { BUCKET, TIMES, type World } from './world.ts'

const HOUR_MS = 3_600_000

/** Who sends more from now on, for each object, does so without an end: to wait for it would take days. */
const UPLOADS_MAX = 50

/** Tells whether more is uploaded from now on than can have an end. */
export function endlessUploads(world: World): () => boolean {
  const most = world.uploadsSent + UPLOADS_MAX * (1 + world.store.keys().length)
  return () => world.uploadsSent > most
}

/** Liveness: without faults, after redrives and a sweep, everything comes to rest within a bound. */
export async function settle(world: World, lambda: Lambda): Promise<boolean> {
  // An outage runs its course; the other faults end at once.
  world.faults.isOn = false
  const sendsForEver = endlessUploads(world)
  const isDrained = () => sendsForEver() || (world.queue.messages.size === 0 && lambda.isIdle)
  const drain = () => world.scheduler.run(isDrained, Math.max(world.nowMs, world.outageUntilMs) + 24 * HOUR_MS)
  // Requests in flight land, and events under way arrive.
  const quietMs = Math.max(world.nowMs, world.outageUntilMs) + TIMES.attemptMs * limits.backgroundPatience
  await world.scheduler.run(sendsForEver, quietMs)
  world.forbiddenUntilMs = 0
  world.unreadableUntilMs = 0
  world.refusedUntilMs = 0
  let isQuiet = await drain()
  if (!world.faults.losesEvents && !world.rulesHaveChanged) await judgeWithoutSweep(world, drain)
  for (let round = 0; round < 3; round++) {
    redrive(world)
    await runSweep(world)
    isQuiet = await drain()
  }
  await world.scheduler.run(sendsForEver, world.nowMs + TIMES.attemptMs + HOUR_MS)
  if (sendsForEver()) world.violations.push('uploads without an end')
  return isQuiet && isDrained()
}

/** Nothing lost: where S3 has told of everything, nothing but redrives is needed. */
async function judgeWithoutSweep(world: World, drain: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 3; round++) {
    redrive(world)
    await drain()
  }
  await world.scheduler.run(() => false, world.nowMs + TIMES.attemptMs)
  const { divergent, lost, extra } = judge(world)
  for (const text of [...divergent, ...lost, ...extra]) world.violations.push(`only a sweep could repair: ${text}`)
}

async function runSweep(world: World): Promise<void> {
  const ports = simulatedPorts(world, new Invocation(world, `sweep${world.nowMs}`, 0))
  const cursor = { read: async () => undefined, write: async () => undefined }
  const endMs = world.nowMs + HOUR_MS
  const mayGoOn = async () => world.nowMs < endMs
  let isDone = false
  const done = () => {
    isDone = true
  }
  sweep({ ...ports, rules: world.rules, bucket: BUCKET, cursor, mayGoOn, adopts: false }).then(
    done,
    (thrown: unknown) => {
      world.violations.push(`the sweep threw: ${String(thrown)}`)
      done()
    },
  )
  await world.scheduler.run(() => isDone, world.nowMs + HOUR_MS)
}
