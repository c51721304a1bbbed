import { ARCHIVE } from './scenarios/archive.ts'
import { GUARDED } from './scenarios/guard.ts'
import { MOMENTS } from './scenarios/moments.ts'
import { REFUSALS } from './scenarios/refusals.ts'
import { RENAMES } from './scenarios/renames.ts'
import { RULED } from './scenarios/rules.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { UNUSUAL } from './scenarios/unusual.ts'
import { VERSIONS } from './scenarios/versions.ts'
import { WRITES } from './scenarios/writes.ts'

export const SCENARIOS: readonly Scenario[] = [
  ...WRITES,
  ...RENAMES,
  ...VERSIONS,
  ...ARCHIVE,
  ...RULED,
  ...GUARDED,
  ...MOMENTS,
  ...UNUSUAL,
  ...REFUSALS,
]
