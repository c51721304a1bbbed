import { parentPort, workerData } from 'node:worker_threads'
import type { Fault } from './faults.ts'
import { plant } from './plant.ts'
import { PLANTED } from './planted.ts'
import type { SimulationResult } from './simulation.ts'

/** What a thread is told: one seed to run. */
export interface SeedOrder {
  readonly seed: number
  readonly events: number
}

/** Stands for the scenarios, which know no chance. */
export const SCENARIOS_SEED = 0

/** A result without its world. */
export interface SeedReport extends Omit<SimulationResult, 'world'> {
  readonly faults: readonly (readonly [Fault, number])[]
}

const planted = PLANTED.find(({ name }) => name === workerData)
if (planted) plant(planted)
// Loaded only now, so that the defect is in it.
const { simulate } = await import('./simulation.ts')
const { playScenario } = await import('./play.ts')
const { SCENARIOS } = await import('./scenarios.ts')

parentPort?.on('message', async (order: SeedOrder) => {
  parentPort?.postMessage(order.seed === SCENARIOS_SEED ? await runScenarios() : await runSeed(order))
})

async function runSeed(order: SeedOrder): Promise<SeedReport> {
  const { world, ...result } = await simulate(order)
  return { ...result, faults: [...world.faults.counts] }
}

async function runScenarios(): Promise<SeedReport> {
  const violations: string[] = []
  for (const scenario of SCENARIOS) {
    violations.push(...(await playScenario(scenario)).map((text) => `${scenario.name}: ${text}`))
  }
  const nothing = {
    divergent: [],
    lost: [],
    extra: [],
    writes: 0,
    mutations: 0,
    settledChanges: 0,
    staleMs: [],
    faults: [],
  }
  return { seed: SCENARIOS_SEED, ...nothing, violations, isQuiet: true, hasFaults: false, hash: '' }
}
