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

/** A result without its world. */
export interface SeedReport extends Omit<SimulationResult, 'world'> {
  readonly faults: readonly (readonly [Fault, number])[]
}

const planted = PLANTED.find(({ name }) => name === workerData)
if (planted) plant(planted)
// Loaded only now, so that the defect is in it.
const { simulate } = await import('./simulation.ts')

parentPort?.on('message', async (order: SeedOrder) => {
  const { world, ...result } = await simulate(order)
  const report: SeedReport = { ...result, faults: [...world.faults.counts] }
  parentPort?.postMessage(report)
})
