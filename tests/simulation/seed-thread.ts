import { parentPort, workerData } from 'node:worker_threads'
import type { Fault } from './faults.ts'
import { DEFECTS } from './planted/defects.ts'
import { plant } from './planted/plant.ts'
import type { PlayOptions } from './play.ts'
import type { SimulationResult } from './simulation.ts'

/** What a thread is told: one seed to run. */
export interface SeedOrder {
  readonly seed: number
  readonly events: number
  readonly faultScale?: number
}

/** Stand for the scenarios, which know no chance, and for the scenarios with every trouble. */
export const SCENARIOS_SEED = 0
export const TROUBLES_SEED = -1

/** A result without its world. */
export interface SeedReport extends Omit<SimulationResult, 'world'> {
  readonly faults: readonly (readonly [Fault, number])[]
}

const planted = DEFECTS.find(({ name }) => name === workerData)
if (planted) plant(planted)
// Loaded only now, so that the defect is in it.
const { simulate } = await import('./simulation.ts')
const { playScenario } = await import('./play.ts')
const { SCENARIOS } = await import('./scenarios.ts')
const { MEANWHILE, playTroubles, TROUBLES } = await import('./troubles.ts')

parentPort?.on('message', async (order: SeedOrder) => {
  if (order.seed === SCENARIOS_SEED) parentPort?.postMessage(await runScenarios())
  else if (order.seed === TROUBLES_SEED) parentPort?.postMessage(await runTroubles())
  else parentPort?.postMessage(await runSeed(order))
})

async function runSeed(order: SeedOrder): Promise<SeedReport> {
  const { world, ...result } = await simulate(order)
  return { ...result, faults: [...world.faults.counts] }
}

/** Each event arrives twice at the same time, at two workers. */
const TWO_AT_ONCE: PlayOptions = {
  batchMax: 1,
  prepare: (world) => {
    world.copiesAfterMs = [0, 0]
  },
}

async function runScenarios(): Promise<SeedReport> {
  const violations: string[] = []
  for (const options of [{}, TWO_AT_ONCE]) {
    for (const scenario of SCENARIOS) {
      // One message at a time, the tree takes longer than the settle window.
      if (options === TWO_AT_ONCE && (scenario.isOnlyItself || /tree/.test(scenario.name))) continue
      violations.push(...(await playScenario(scenario, options)).map((text) => `${scenario.name}: ${text}`))
    }
  }
  return reportOf(SCENARIOS_SEED, violations)
}

/** Until the first harm: one is enough. */
async function runTroubles(): Promise<SeedReport> {
  for (const meanwhile of MEANWHILE) {
    for (const [, kind] of TROUBLES) {
      const { faults } = await playTroubles(kind, meanwhile)
      if (faults.length > 0) return reportOf(TROUBLES_SEED, faults)
    }
  }
  return reportOf(TROUBLES_SEED, [])
}

function reportOf(seed: number, violations: readonly string[]): SeedReport {
  const verdict = { divergent: [], lost: [], extra: [], violations, isQuiet: true }
  const measured = { writes: 0, mutations: 0, settledChanges: 0, staleMs: [], identitiesJudged: 0, faults: [] }
  return { seed, ...verdict, ...measured, hasFaults: false, hash: '' }
}
