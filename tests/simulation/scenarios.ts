import { ARCHIVE } from './scenarios/archive.ts'
import { CHECKSUMS } from './scenarios/checksums.ts'
import { DAMAGED } from './scenarios/damage.ts'
import { EQUALS } from './scenarios/equals.ts'
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
  ...CHECKSUMS,
  ...EQUALS,
  ...DAMAGED,
  ...VERSIONS,
  ...ARCHIVE,
  ...RULED,
  ...MOMENTS,
  ...UNUSUAL,
  ...REFUSALS,
]
