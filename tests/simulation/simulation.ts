import { createHash } from 'node:crypto'
import type { AssetAddress } from '../../shared/model/address.ts'
import { Identity } from './identity.ts'
import { Lambda } from './lambda.ts'
import { Measures } from './measures.ts'
import { judge, type Verdict } from './oracle.ts'
import { Random } from './random.ts'
import { PLAIN_RULES, RULE_SETS } from './rules.ts'
import { settle } from './settle.ts'
import { sweepMeanwhile } from './sweeper.ts'
import { untold } from './told.ts'
import { changeRules, generateTraffic } from './traffic.ts'
import { FOREIGN_ADDRESS, FOREIGN_KEY } from './workload.ts'
import { World } from './world.ts'

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

/** How many stages send the bytes themselves. */
const STREAMS = 0.2
/** How many accounts replace characters in public IDs. */
const REPLACES = 0.1

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
  if (new Random(seed ^ 0x57e4).chance(STREAMS)) world.transfer = 'stream'
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
  const untoldInTraffic = untold(world)
  const isQuiet = await settle(world, lambda)
  const untoldTrouble = [...untoldInTraffic, ...untold(world)]
  const checked = [...checkForeignAsset(world), ...checkUnreadable(world), ...untoldTrouble]
  const violations = [...world.violations, ...checked]
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

function placeForeignAsset(world: World): void {
  const bytes = { name: 'someone else', inParts: false }
  world.media.apply(world.nowMs, { kind: 'upload', address: FOREIGN_ADDRESS, bytes, context: {}, overwrite: false })
}

function checkForeignAsset(world: World): string[] {
  const asset = world.media.at(FOREIGN_ADDRESS)
  const isUntouched = asset?.bytes.name === 'someone else' && Object.keys(asset.context).length === 0
  return isUntouched ? [] : [`the asset that someone else made for ${FOREIGN_KEY} was touched`]
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
