import { ARCHIVE } from './scenarios/archive.ts'
import { BY_HAND } from './scenarios/by-hand.ts'
import { CHECKSUMS } from './scenarios/checksums.ts'
import { DAMAGED } from './scenarios/damage.ts'
import { ELSEWHERE } from './scenarios/elsewhere.ts'
import { EQUALS } from './scenarios/equals.ts'
import { GUARDED } from './scenarios/guard.ts'
import { MOMENTS } from './scenarios/moments.ts'
import { OWN_TROUBLES } from './scenarios/own-troubles.ts'
import { REFUSALS } from './scenarios/refusals.ts'
import { RENAMES } from './scenarios/renames.ts'
import { RINGS } from './scenarios/rings.ts'
import { RULED } from './scenarios/rules.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { STAGE_TROUBLES } from './scenarios/stage-troubles.ts'
import { SWEEPS } from './scenarios/sweeps.ts'
import { UNENDED } from './scenarios/unended.ts'
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
  ...RINGS,
  ...GUARDED,
  ...MOMENTS,
  ...BY_HAND,
  ...UNUSUAL,
  ...REFUSALS,
  ...ELSEWHERE,
  ...SWEEPS,
  ...STAGE_TROUBLES,
  ...OWN_TROUBLES,
  ...UNENDED,
]
