import { ARCHIVE } from './scenarios/archive.ts'
import { MOMENTS } from './scenarios/moments.ts'
import { OWN_TROUBLES } from './scenarios/own-troubles.ts'
import { REFUSALS } from './scenarios/refusals.ts'
import { RENAMES } from './scenarios/renames.ts'
import { RULED } from './scenarios/rules.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { STAGE_TROUBLES } from './scenarios/stage-troubles.ts'
import { UNUSUAL } from './scenarios/unusual.ts'
import { VERSIONS } from './scenarios/versions.ts'
import { WRITES } from './scenarios/writes.ts'

export const SCENARIOS: readonly Scenario[] = [
  ...WRITES,
  ...RENAMES,
  ...VERSIONS,
  ...ARCHIVE,
  ...RULED,
  ...MOMENTS,
  ...UNUSUAL,
  ...REFUSALS,
  ...STAGE_TROUBLES,
  ...OWN_TROUBLES,
]
