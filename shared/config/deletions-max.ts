import * as z from 'zod'
import { numberSetting, type Setting } from './settings.ts'

/** How many deletions the guard lets through in a window: a number, or the larger of a number and a share of what is mirrored. */
export interface DeletionsMax {
  readonly deletionsMax: number
  readonly mirroredShare?: number
}

/** What stands for "auto": a folder that someone deletes goes through, an emptied bucket does not. */
const AUTOMATIC: DeletionsMax = { deletionsMax: 200, mirroredShare: 0.1 }

const number = numberSetting({ what: 'how many deletions the guard lets through in a window', min: 0, max: 1_000_000 })

/** The limit of the guard against mass deletion. */
export const deletionsMaxSetting: Setting<DeletionsMax> = {
  schema: z.union([
    z.literal('auto').transform(() => AUTOMATIC),
    number.schema.transform((deletionsMax) => ({ deletionsMax })),
  ]),
  expected: `${number.expected}, or "auto" for the larger of ${AUTOMATIC.deletionsMax} and a tenth of the keys that are mirrored`,
  example: 'auto',
}
