import { createHash } from 'node:crypto'
import type { AssetAddress } from '../../shared/model/address.ts'
import { limits } from '../../shared/model/limits.ts'
import { sweep } from '../../shared/sweep/sweep.ts'
import { Identity } from './identity.ts'
import { Invocation } from './invocation.ts'
import { Lambda } from './lambda.ts'
import { Measures } from './measures.ts'
import { write } from './notifier.ts'
import { judge, type Verdict } from './oracle.ts'
import { simulatedPorts } from './ports.ts'
import { Random } from './random.ts'
import { redrive } from './redrive.ts'
import { PLAIN_RULES, RULE_SETS } from './rules.ts'
import { sweepMeanwhile } from './sweeper.ts'
import { FOREIGN_ADDRESS, FOREIGN_KEY, type Step, Workload } from './workload.ts'
import { BUCKET, TIMES, World } from './world.ts'

export interface SimulationOptions {
  readonly seed: number
  /** About how many writes clients make. */
  readonly events: number
  /** Multiplies all fault rates; 0 for none. Left out, the seed decides. */
  readonly faultScale?: number
}

/** What one seed showed. */
export interface SimulationResult extends Verdict {
  readonly seed: number
  readonly violations: readonly string[]
  readonly isQuiet: boolean
  readonly hasFaults: boolean
  readonly writes: number
  readonly mutations: number
  readonly settledChanges: number
  /** Overwrites and renames whose identity was judged. */
  readonly identitiesJudged: number
  /** How long keys lagged behind S3, in milliseconds. */
  readonly staleMs: readonly number[]
  readonly world: World
  /** Digest of the whole story: equal for equal seeds. */
  readonly hash: string
}

const MINUTE_MS = 60_000
/** How many accounts replace characters in public IDs. */
const REPLACES = 0.1
const HOUR_MS = 60 * MINUTE_MS
const OUTAGES_MS = [MINUTE_MS, 6 * HOUR_MS, 72 * HOUR_MS] as const

/** Runs one seed: traffic under faults, then quiet, redrive and sweep, and the judgement. */
export async function simulate({ seed, events, faultScale }: SimulationOptions): Promise<SimulationResult> {
  const chance = new Random(seed ^ 0x5eed)
  const versioning = chance.pick(['off', 'off', 'on', 'suspended'] as const)
  const scale = faultScale ?? chance.pick([0, 0.5, 1, 1, 3])
  const world = new World({ seed, faultScale: scale, versioning: versioning === 'suspended' ? 'on' : versioning })
  const measures = new Measures(world)
  const identity = scale === 0 ? new Identity(world) : undefined
  const lambda = new Lambda(world, chance.pick([1, 2, 5, 10, 50]))
  world.faults.losesEvents = chance.chance(0.5)
  world.pinsVersions = chance.chance(0.5)
  world.usesBackground = chance.chance(0.25)
  world.media.altersBytes = chance.chance(0.1)
  world.store.naming = { usesKms: chance.chance(0.15), keepsChecksums: true }
  if (scale > 0 && new Random(seed ^ 0xe15e).chance(REPLACES)) world.media.placeOf = elsewhere
  const hasPlainRules = chance.chance(0.6)
  world.rules = hasPlainRules ? PLAIN_RULES : chance.pick(RULE_SETS)
  const changesRules = !hasPlainRules && chance.chance(0.6)
  placeForeignAsset(world)
  if (changesRules) changeRules(world, chance)
  if (scale > 0) sweepMeanwhile(world, new Random(seed ^ 0xdee9))
  const writes = await generateTraffic(world, chance, events, scale > 0)
  if (versioning === 'suspended') world.store.versioning = 'suspended'
  const isQuiet = await settle(world, lambda)
  const violations = [...world.violations, ...checkForeignAsset(world), ...checkUnreadable(world)]
  const { mutations } = world
  const settledChanges = measures.settledChanges()
  const measured = {
    writes,
    mutations,
    settledChanges,
    staleMs: measures.staleMs,
    identitiesJudged: identity?.judged ?? 0,
    hasFaults: scale > 0 || !hasPlainRules || world.media.altersBytes,
  }
  return { seed, ...judge(world), violations, isQuiet, ...measured, world, hash: hashOf(world) }
}

/** An account that replaces characters in public IDs: those of a few keys. */
function elsewhere(address: AssetAddress): AssetAddress {
  return { ...address, publicId: address.publicId.replace(/[.＃]/g, '_') }
}

/** True where nothing was wrong. */
export function isGood({ divergent, lost, extra, violations, isQuiet }: Omit<SimulationResult, 'world'>): boolean {
  return isQuiet && divergent.length + lost.length + extra.length + violations.length === 0
}

async function generateTraffic(world: World, chance: Random, events: number, hasFaults: boolean): Promise<number> {
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
function changeRules(world: World, chance: Random): void {
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

/** Liveness: without faults, after redrives and a sweep, everything comes to rest within a bound. */
async function settle(world: World, lambda: Lambda): Promise<boolean> {
  // An outage runs its course; the other faults end at once.
  world.faults.isOn = false
  const isDrained = () => world.queue.messages.size === 0 && lambda.isIdle
  const drain = () => world.scheduler.run(isDrained, Math.max(world.nowMs, world.outageUntilMs) + 24 * HOUR_MS)
  // Requests in flight land, and events under way arrive.
  const quietMs = Math.max(world.nowMs, world.outageUntilMs) + TIMES.attemptMs * limits.backgroundPatience
  await world.scheduler.run(() => false, quietMs)
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
  await world.scheduler.run(() => false, world.nowMs + TIMES.attemptMs + HOUR_MS)
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
  for (const text of [...divergent, ...lost, ...extra]) world.violations.push(`only a sweep could mend: ${text}`)
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

function placeForeignAsset(world: World): void {
  const bytes = { name: 'somebody else', inParts: false }
  world.media.apply(world.nowMs, { kind: 'upload', address: FOREIGN_ADDRESS, bytes, context: {}, overwrite: false })
}

function checkForeignAsset(world: World): string[] {
  const asset = world.media.at(FOREIGN_ADDRESS)
  const isUntouched = asset?.bytes.name === 'somebody else' && Object.keys(asset.context).length === 0
  return isUntouched ? [] : [`the asset that somebody else made for ${FOREIGN_KEY} was touched`]
}

/** What nobody can read is kept for an operator. */
function checkUnreadable({ unreadableSent, rejected }: World): string[] {
  const dropped = new Set(unreadableSent.filter((body) => !rejected.has(body)))
  return [...dropped].map((body) => `${body} is in no dead letter`)
}

function hashOf(world: World): string {
  const hash = createHash('sha256')
  for (const { atMs, key, text } of world.remarks) hash.update(`${atMs} ${key} ${text}\n`)
  return hash.digest('hex')
}
