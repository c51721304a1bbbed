import type { StageFacts } from './facts.ts'
import { guardOf, keysOf } from './keys.ts'
import type { StageTrouble, StageTroubleKind, TroubleLine } from './line.ts'
import { stopsOf } from './stops.ts'

const STOPPED: readonly StageTroubleKind[] = ['paused', 'halted', 'undelivered', 'stalled']

/** Says what is wrong with a stage. */
export function stageTrouble(facts: StageFacts): StageTrouble {
  const [first, ...besides] = [...stopsOf(facts), ...guardOf(facts), ...keysOf(facts)]
  return { first, besides }
}

/** True where nothing at all is mirrored because of it. */
export function stopsAll({ kind }: Pick<TroubleLine, 'kind'>): boolean {
  return STOPPED.includes(kind)
}
