import { APPLYING } from './applying.ts'
import type { Defect } from './defect.ts'
import { ENDING } from './ending.ts'
import { JUDGING } from './judging.ts'
import { PLANNING } from './planning.ts'
import { READING } from './reading.ts'
import { RECORDING } from './recording.ts'

/** Defects that the simulation must catch. They exist only while a simulation loads the code. */
export const DEFECTS: readonly Defect[] = [...READING, ...PLANNING, ...APPLYING, ...RECORDING, ...ENDING, ...JUDGING]
