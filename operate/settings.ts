import { readEnvironment } from '../shared/config/environment.ts'
import type { Stage } from './stage.ts'

/** The settings of the stage's worker, as it reads them itself. Throws a ConfigError that lists what it has not been told. */
export function workerSettings({ environment }: Stage) {
  return readEnvironment(environment)
}
